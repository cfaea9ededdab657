// Carries out the feed machine's effects with a WebSocket, timers and the network's state.

import type { Api } from '../api/client';
import { asProblem } from '../api/problem';
import type { FeedEntry } from '../api/types';
import {
  type FeedEffect,
  type FeedEvent,
  type FeedPhase,
  type FeedState,
  parseFrame,
  silenceMax,
  step,
  stopped,
} from './machine';

export interface FeedListener {
  onPhase: (phase: FeedPhase) => void;
  onChanged: (entries: FeedEntry[]) => void;
  onReload: () => void;
}

export class FeedConnection {
  private state_: FeedState = stopped;
  private socket_: WebSocket | null = null;
  private retry_: ReturnType<typeof setTimeout> | undefined;
  private silence_: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: Api,
    private readonly listener: FeedListener,
  ) {}

  start(cursor: string): void {
    addEventListener('online', this.online_);
    addEventListener('offline', this.offline_);
    this.take({ type: 'start', cursor, online: navigator.onLine });
  }

  stop(): void {
    removeEventListener('online', this.online_);
    removeEventListener('offline', this.offline_);
    this.take({ type: 'stop' });
  }

  private readonly online_ = () => this.take({ type: 'online' });
  private readonly offline_ = () => this.take({ type: 'offline' });

  private take(event: FeedEvent): void {
    const before = this.state_.phase;
    const [next, effects] = step(this.state_, event);
    this.state_ = next;
    if (next.phase !== before) this.listener.onPhase(next.phase);
    for (const effect of effects) this.carryOut(effect);
  }

  private carryOut(effect: FeedEffect): void {
    switch (effect.type) {
      case 'connect':
        return this.connect(effect.since);
      case 'disconnect':
        return this.disconnect();
      case 'wait':
        clearTimeout(this.retry_);
        this.retry_ = setTimeout(() => this.take({ type: 'timer' }), effect.milliseconds);
        return;
      case 'catch-up':
        void this.catchUp(effect.since);
        return;
      case 'changed':
        return this.listener.onChanged(effect.entries);
      case 'reload':
        return this.listener.onReload();
    }
  }

  private connect(since: string): void {
    this.disconnect();
    const address = new URL('/api/v1/feed', location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    address.searchParams.set('since', since);
    const socket = new WebSocket(address);
    this.socket_ = socket;
    // A socket that was replaced may still have events under way; only the current one counts.
    const current = (event: () => FeedEvent | null) => () => this.fromSocket(socket, event());
    socket.onopen = current(() => ({ type: 'opened' }));
    socket.onclose = current(() => ({ type: 'closed', chance: Math.random() }));
    socket.onmessage = (message) => {
      const frame = typeof message.data === 'string' ? parseFrame(message.data) : null;
      this.fromSocket(socket, frame === null ? null : { type: 'frame', frame });
    };
    this.expectSound(socket);
  }

  private fromSocket(socket: WebSocket, event: FeedEvent | null): void {
    if (socket !== this.socket_) return;
    this.expectSound(socket);
    if (event?.type === 'closed') this.disconnect();
    if (event !== null) this.take(event);
  }

  private expectSound(socket: WebSocket): void {
    clearTimeout(this.silence_);
    this.silence_ = setTimeout(() => {
      if (socket === this.socket_) this.take({ type: 'silent', chance: Math.random() });
    }, silenceMax);
  }

  private disconnect(): void {
    clearTimeout(this.retry_);
    clearTimeout(this.silence_);
    const socket = this.socket_;
    this.socket_ = null;
    socket?.close();
  }

  private async catchUp(since: string): Promise<void> {
    try {
      const { items, next } = await this.api.changes(since);
      if (this.state_.cursor === since) {
        this.take({ type: 'caught-up', entries: items, cursor: next });
      }
    } catch (thrown) {
      if (asProblem(thrown).kind === 'resync') await this.findPlace(since);
      // Anything else: the next attempt, already planned, will tell.
    }
  }

  private async findPlace(since: string): Promise<void> {
    try {
      const { next } = await this.api.changes(null);
      if (this.state_.cursor === since) this.take({ type: 'lost-place', cursor: next });
    } catch {
      // As above: tried again after the wait.
    }
  }
}
