// What a CYW43439's own firmware does for its host: it answers requests, tells of events, and carries Ethernet frames.
// SDPCM and BDC headers, requests and events: the published driver (georgerobotics/cyw43-driver, src/cyw43_ll.c).

const HEADER_BYTES = 12;
const REQUEST_BYTES = 16;
const BDC_BYTES = 4;
// BDC's version, and how many words follow it, so that what comes after an Ethernet header stands at a whole word.
const BDC_HEADER = [0x20, 0, 0, 1, 0, 0, 0, 0];
const BDC_PADDING = 2;
const REQUESTS = 0;
const EVENTS = 1;
const FRAMES = 2;
const CREDIT = 8;

const GET_ADDRESS_OF_NETWORK = 23;
const SET_NAME = 26;
const LEAVE = 52;
const GET_VARIABLE = 262;
const SET_VARIABLE = 263;
const SET_KEY = 268;
const SET_SECURITY = 134;

const Event = { SET_NAME: 0, AUTHENTICATED: 3, LINK: 16, KEYS: 46, SCAN: 69 };
const NO_NETWORK = 3;
const KEYED = 6;
const WRONG_KEY = 8;
const EVENT_TYPE = [0x88, 0x6c];
const EVENT_OF_MAKER = [0x80, 0x01, 0x00, 0x4a, 0x00, 0x00, 0x10, 0x18, 0x00, 0x01];
const EVENT_BYTES = 48;
const NETWORK = [0x02, 0x6f, 0x68, 0x00, 0x00, 0x01];

const text = (bytes) => new TextDecoder().decode(bytes);

export class Radio {
  /**
   * @param {Uint8Array} mac its own address
   * @param {{ name: string, password: string } | null} network what is in the air
   * @param {(frame: Uint8Array) => void} send takes the frames of a host that has joined
   */
  constructor(mac, network, send) {
    this.mac = mac;
    this.network = network;
    this.send = send;
    this.called = () => {};
    this.reset();
  }

  reset() {
    this.packets = [];
    this.sequence = 0;
    this.credit = CREDIT;
    this.toldCredit = CREDIT;
    this.key = '';
    this.isSecure = false;
    this.isJoined = false;
    this.variables = new Map([['cur_etheraddr', Uint8Array.from(this.mac)]]);
  }

  /** Takes a packet of the host's. */
  take(packet) {
    const header = new DataView(packet.buffer, packet.byteOffset, packet.length);
    const size = header.getUint16(0, true);
    this.credit = (packet[4] + CREDIT) & 0xff;
    const body = packet.subarray(packet[7], size);
    if ((packet[5] & 0xf) === REQUESTS) this.request(body);
    else if ((packet[5] & 0xf) === FRAMES && this.isJoined) this.send(body.subarray(BDC_BYTES + 4 * body[3]));
    this.renewCredit(packet[4]);
    this.called();
  }

  /** A host sends only as many packets as it was told of; where nobody answers them, a header alone tells of more. */
  renewCredit(sequence) {
    const left = (this.toldCredit - sequence) & 0xff;
    if (left <= CREDIT / 2 && this.packets.length === 0) this.queue(REQUESTS, []);
  }

  /** Brings a frame to the host. */
  deliver(frame) {
    if (this.isJoined) this.queue(FRAMES, [...BDC_HEADER, ...frame]);
    this.called();
  }

  queue(channel, body) {
    const start = HEADER_BYTES + (channel === REQUESTS ? 0 : BDC_PADDING);
    const packet = new Uint8Array(start + body.length);
    const header = new DataView(packet.buffer);
    header.setUint16(0, packet.length, true);
    header.setUint16(2, ~packet.length & 0xffff, true);
    packet.set([this.sequence++ & 0xff, channel, 0, start, 0, this.credit], 4);
    packet.set(body, start);
    this.toldCredit = this.credit;
    this.packets.push(packet);
  }

  request(body) {
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const data = Uint8Array.from(body.subarray(REQUEST_BYTES));
    const answer = this.answer(view.getUint32(0, true), data);
    const whole = new Uint8Array(REQUEST_BYTES + data.length);
    whole.set(body.subarray(0, REQUEST_BYTES));
    whole.set(answer.subarray(0, data.length), REQUEST_BYTES);
    new DataView(whole.buffer).setUint32(12, 0, true);
    this.queue(REQUESTS, whole);
    if (this.joining) this.join();
  }

  answer(command, data) {
    if (command === GET_VARIABLE) return this.variables.get(nameIn(data)) ?? new Uint8Array(data.length);
    if (command === SET_VARIABLE) this.setVariable(nameIn(data), data);
    if (command === SET_SECURITY) this.isSecure = data[0] !== 0;
    if (command === SET_KEY) this.key = text(data.subarray(4, 4 + (data[0] | (data[1] << 8))));
    if (command === SET_NAME) this.joining = data;
    if (command === LEAVE) this.leave();
    return command === GET_ADDRESS_OF_NETWORK ? Uint8Array.from(NETWORK) : data;
  }

  setVariable(name, data) {
    const value = data.slice(name.length + 1);
    if (name === 'join') this.joining = value;
    else if (name === 'escan') this.tell(Event.SCAN, 0);
    else this.variables.set(name, value);
  }

  join() {
    const wanted = text(this.joining.subarray(4, 4 + this.joining[0]));
    this.joining = null;
    if (this.network === null || wanted !== this.network.name) {
      this.tell(Event.SET_NAME, NO_NETWORK);
      return;
    }
    this.tell(Event.AUTHENTICATED, 0);
    this.tell(Event.LINK, 0, 1);
    this.isJoined = !this.isSecure ? this.network.password === '' : this.key === this.network.password;
    this.tell(Event.KEYS, this.isJoined ? KEYED : WRONG_KEY);
    this.tell(Event.SET_NAME, this.isJoined ? 0 : 1);
  }

  leave() {
    if (this.isJoined) this.tell(Event.LINK, 0, 0);
    this.isJoined = false;
  }

  tell(kind, status, flags = 0) {
    const event = new DataView(new ArrayBuffer(EVENT_BYTES));
    event.setUint16(0, 2);
    event.setUint16(2, flags);
    event.setUint32(4, kind);
    event.setUint32(8, status);
    const body = [...this.mac, ...NETWORK, ...EVENT_TYPE, ...EVENT_OF_MAKER, ...new Uint8Array(event.buffer)];
    this.queue(EVENTS, [...BDC_HEADER, ...body]);
  }
}

function nameIn(data) {
  const end = data.indexOf(0);
  return text(data.subarray(0, end < 0 ? data.length : end));
}
