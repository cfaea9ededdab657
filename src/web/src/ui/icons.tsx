// The few pictures of the page, drawn in the colour of the text around them.

const shapes = {
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  down: 'M6 9l6 6 6-6',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  people: 'M16 19v-1a4 4 0 00-4-4H7a4 4 0 00-4 4v1M9.5 10.5a3.25 3.25 0 100-6.5 3.25 3.25 0 000 6.5M21 19v-1a4 4 0 00-3-3.87M15.5 4.2a3.25 3.25 0 010 6.1',
  repeat: 'M17 3l3 3-3 3M4 11V9a3 3 0 013-3h13M7 21l-3-3 3-3M20 13v2a3 3 0 01-3 3H4',
  globe: 'M12 3a9 9 0 100 18 9 9 0 000-18M3.5 9h17M3.5 15h17M12 3c2.5 2.5 3.5 5.7 3.5 9s-1 6.5-3.5 9c-2.5-2.5-3.5-5.7-3.5-9s1-6.5 3.5-9',
  clock: 'M12 3a9 9 0 100 18 9 9 0 000-18M12 7v5l3.5 2',
  pin: 'M12 21s7-6.2 7-11.500a7 7 0 10-14 0C5 14.8 12 21 12 21M12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5',
  alert: 'M12 4l9 16H3zM12 10v4M12 17v.01',
  check: 'M5 12.500l4.5 4.500L19 7.5',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[name]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <rect class="mark-bar" x="7" y="9" width="12" height="4" rx="2" />
      <rect class="mark-bar mark-bar-2" x="13" y="15" width="12" height="4" rx="2" />
      <rect class="mark-bar mark-bar-3" x="7" y="21" width="8" height="4" rx="2" />
    </svg>
  );
}
