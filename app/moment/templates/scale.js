// The scale of the time axis: true, but for stretches without any event, which are folded.

const FOLD_FROM_US = 1_500_000;
const FOLDED_WIDTH = 0.7;

// Maps µs to places on an axis on which a second has the length 1 and a fold the length FOLDED_WIDTH.
class Scale {
  constructor(events, isFolded) {
    const end = events.length ? events[events.length - 1].t_us : 0;
    this.pieces = [];
    let at = 0;
    let place = 0;
    const add = (to, isFold) => {
      if (to <= at) return;
      const length = isFold ? FOLDED_WIDTH : (to - at) / 1e6;
      this.pieces.push({ from: at, to, place, length, isFold });
      place += length;
      at = to;
    };
    let last = 0;
    for (const { t_us } of events) {
      if (isFolded && t_us - last >= FOLD_FROM_US) {
        add(last + 200_000, false);
        add(t_us - 200_000, true);
      }
      last = Math.max(last, t_us);
    }
    add(Math.max(end, 1), false);
    this.length = place;
  }

  pieceAt(value, key) {
    const end = (piece) => (key === "place" ? piece.place + piece.length : piece.to);
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (end(this.pieces[middle]) < value) low = middle + 1;
      else high = middle;
    }
    return this.pieces[low];
  }

  place(us) {
    const piece = this.pieceAt(us, "us");
    return piece.place + piece.length * Math.min(1, Math.max(0, (us - piece.from) / (piece.to - piece.from)));
  }

  us(place) {
    const piece = this.pieceAt(place, "place");
    return piece.from + (piece.to - piece.from) * Math.min(1, Math.max(0, (place - piece.place) / piece.length));
  }
}
