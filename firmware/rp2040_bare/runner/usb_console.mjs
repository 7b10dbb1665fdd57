// A host on the chip's own USB, which configures a serial port (CDC ACM) there and carries its bytes.
import { createSetupPacket, DataDirection, SetupRecipient, SetupType, USBCDC } from 'rp2040js';

const INTERFACE = 4;
const COMMUNICATIONS = 2;
const ABSTRACT_CONTROL = 2;
const SET_CONTROL_LINE_STATE = 0x22;
const OPEN = 3;
const CLOSED = 0;

/** The number of the interface that takes the state of the lines; 0 where none says that it does. */
function controlInterface(descriptors) {
  for (let at = 0; at + 1 < descriptors.length && descriptors[at] > 1; at += descriptors[at]) {
    const [, kind, number, , , group, model] = descriptors.slice(at, at + 7);
    if (kind === INTERFACE && group === COMMUNICATIONS && model === ABSTRACT_CONTROL) return number;
  }
  return 0;
}

/** rp2040js's host answers each wish for bytes at once, with none if there are none; this one lets a wish wait. */
export class UsbConsole {
  constructor(usb, heard, isOpen) {
    this.usb = usb;
    this.isUp = false;
    this.isOpen = isOpen;
    this.wishes = [];
    this.waiting = new Uint8Array(0);
    this.host = new USBCDC(usb);
    this.host.onSerialData = heard;
    this.host.onDeviceConnected = () => {
      this.isUp = this.host.outEndpoint > 0;
      this.setOpen(this.isOpen);
    };
    usb.onEndpointRead = (endpoint, size) => {
      if (endpoint !== this.host.outEndpoint || endpoint <= 0) return;
      this.wishes.push(size);
      this.give();
    };
  }

  /** A program has opened the port on the host's side, or closed it: that is what DTR says. */
  setOpen(isOpen) {
    this.isOpen = isOpen;
    if (!this.isUp) return;
    // rp2040js asks the device for this; the specification (PSTN120, 6.3.12) has the interface asked.
    this.usb.sendSetupPacket(
      createSetupPacket({
        dataDirection: DataDirection.HostToDevice,
        type: SetupType.Class,
        recipient: SetupRecipient.Interface,
        bRequest: SET_CONTROL_LINE_STATE,
        wValue: isOpen ? OPEN : CLOSED,
        wIndex: controlInterface(this.host.descriptors),
        wLength: 0,
      }),
    );
  }

  send(bytes) {
    const all = new Uint8Array(this.waiting.length + bytes.length);
    all.set(this.waiting);
    all.set(bytes, this.waiting.length);
    this.waiting = all;
    this.give();
  }

  give() {
    while (this.wishes.length > 0 && this.waiting.length > 0) {
      const size = this.wishes.shift();
      this.usb.endpointReadDone(this.host.outEndpoint, this.waiting.slice(0, size));
      this.waiting = this.waiting.slice(size);
    }
  }
}
