// Many reasons to load, one load at a time: the first starts at once, those that come while it
// runs make it run once more, and runs are apart by a little so that a burst costs two requests.

export interface Clock {
  after: (milliseconds: number, what: () => void) => void;
}

const realClock: Clock = { after: (milliseconds, what) => void setTimeout(what, milliseconds) };

export class Coalesced {
  private running_ = false;
  private again_ = false;

  constructor(
    private readonly run: () => Promise<void>,
    private readonly gap = 120,
    private readonly clock: Clock = realClock,
  ) {}

  request(): void {
    if (this.running_) {
      this.again_ = true;
      return;
    }
    this.running_ = true;
    this.again_ = false;
    void this.run()
      .catch(() => undefined)
      .then(() => this.clock.after(this.gap, () => this.rested()));
  }

  private rested(): void {
    this.running_ = false;
    if (this.again_) this.request();
  }
}
