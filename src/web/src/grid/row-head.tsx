import { t } from '../i18n';
import { Icon } from '../ui/icons';
import type { Row } from './bars';

/** The name at the left end of a row. */
export function RowHead({ row, onHide }: { row: Row; onHide: (row: Row) => void }) {
  return (
    <div class="row-head" role="rowheader" aria-colindex={1}>
      {row.kind === 'person' && (
        <span class="avatar" aria-hidden="true">
          {initials(row.name)}
        </span>
      )}
      <span class="row-text">
        <span class="row-name" dir="auto">
          {row.name}
        </span>
        <span class="row-detail" dir="auto">
          {row.detail}
        </span>
      </span>
      {row.kind === 'person' && (
        <button
          type="button"
          class="icon-button hide-row"
          aria-label={t('grid.hide', { name: row.name })}
          onClick={() => onHide(row)}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </div>
  );
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''];
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase();
}
