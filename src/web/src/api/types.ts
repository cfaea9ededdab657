// The shapes of the API as the page uses them. Instants are RFC 3339 with Z, local times have no
// offset and belong to the `timeZone` beside them, intervals are half-open, durations ISO 8601.

export type Instant = string;

export interface Interval {
  start: Instant;
  end: Instant;
}

export interface Me {
  accountId: string;
  userId: string;
  email: string;
  name: string;
  role: 'admin' | 'facility_manager' | 'member' | 'viewer' | 'device';
  timeZone: string;
  organizationId: string;
}

export interface Person {
  id: string;
  kind: string;
  name: string;
  email: string;
  timeZone: string;
}

export interface Room {
  id: string;
  kind: string;
  name: string;
  seats: number;
  features: string[];
  capacity: number;
  timeZone: string;
  disabled: boolean;
}

export interface Participant {
  user: string | null;
  email: string;
  name: string;
  role: 'chair' | 'required' | 'optional';
  participationStatus: 'needs-action' | 'accepted' | 'declined' | 'tentative';
}

export interface Occurrence extends Interval {
  recurrenceId: string;
}

export type Weekday = 'mo' | 'tu' | 'we' | 'th' | 'fr' | 'sa' | 'su';

export interface RecurrenceRule {
  frequency: 'daily' | 'weekly' | 'monthly' | 'yearly';
  interval?: number;
  byDay?: { day: Weekday; nthOfPeriod?: number }[];
  count?: number;
  until?: string;
}

export interface Booking {
  id: string;
  sequence: number;
  title: string;
  start: string;
  timeZone: string;
  duration: string;
  rooms: string[];
  participants: Participant[];
  organizer: string | null;
  recurrenceRule?: RecurrenceRule;
  status: 'confirmed' | 'held' | 'tentative';
  imported: boolean;
  canEdit: boolean;
  allDay: boolean;
  occurrences: Occurrence[];
}

export interface Conflict {
  user: string;
  interval: Interval;
  /** The blocking booking, or null where the caller may not see it. */
  with: string | null;
}

export interface Alternative extends Interval {
  rooms: string[];
}

/** What a booking or a change of one came to. */
export interface BookingOutcome {
  id: string;
  sequence: number;
  rooms: string[];
  occurrences: (Occurrence & { outcome: string })[];
  /** People who are busy but were only informed. */
  conflicts: Conflict[];
}

export interface BookingRequest {
  title: string;
  start: string;
  timeZone: string;
  duration: string;
  rooms?: string[];
  anyRoomOf?: string[];
  participants?: string[];
  recurrenceRule?: RecurrenceRule;
  onConflict?: 'refuse' | 'skip-occurrences';
}

export type ChangeRange = 'this' | 'all';

export interface BookingPatch {
  title?: string;
  start?: string;
  timeZone?: string;
  duration?: string;
  rooms?: string[];
  participants?: string[];
  recurrenceId?: string;
  range?: ChangeRange;
}

export interface FeedEntry {
  cursor: string;
  type: string;
  bookingId: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}
