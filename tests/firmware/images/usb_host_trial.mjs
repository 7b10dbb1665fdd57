// node usb_host_trial.mjs RUNNER_FOLDER
//
// Lets the host of the emulated USB meet a device that is written here; prints what it was asked for as JSON.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { UsbConsole } = await import(pathToFileURL(path.join(process.argv[2], 'usb_console.mjs')));

const INTERFACE_OF_CONTROL = 2;
const configuration = [
  [9, 2, 0, 0, 3, 1, 0, 0x80, 125],
  // Something else first, so that no number happens to be right.
  [9, 4, 0, 0, 1, 3, 1, 1, 0],
  [7, 5, 0x84, 3, 64, 0, 10],
  [9, 4, INTERFACE_OF_CONTROL, 0, 1, 2, 2, 0, 0],
  [7, 5, 0x81, 3, 8, 0, 16],
  [9, 4, 3, 0, 2, 10, 0, 0, 0],
  [7, 5, 0x02, 2, 64, 0, 0],
  [7, 5, 0x83, 2, 64, 0, 0],
].flat();
configuration[2] = configuration.length;

const setups = [];
const taken = [];
const usb = {
  resetDevice: () => usb.onResetReceived(),
  sendSetupPacket: (packet) => setups.push([...packet]),
  endpointReadDone: (endpoint, bytes) => taken.push([endpoint, [...bytes]]),
};
const heard = [];
const host = new UsbConsole(usb, (bytes) => heard.push(...bytes), true);
host.send(Uint8Array.from([1, 2, 3]));
usb.onUSBEnabled();
usb.onEndpointWrite(0, new Uint8Array(0));
usb.onEndpointWrite(0, Uint8Array.from(configuration.slice(0, 9)));
for (let at = 0; at < configuration.length; at += 64) {
  usb.onEndpointWrite(0, Uint8Array.from(configuration.slice(at, at + 64)));
}
const wasUp = host.isUp;
usb.onEndpointWrite(0, new Uint8Array(0));
usb.onEndpointRead(2, 2);
usb.onEndpointRead(2, 64);
usb.onEndpointRead(2, 64);
const beforeMore = taken.length;
host.send(Uint8Array.from([4]));
usb.onEndpointWrite(3, Uint8Array.from([72, 105]));
usb.onEndpointWrite(1, Uint8Array.from([9]));
host.setOpen(false);
console.log(JSON.stringify({ setups, taken, beforeMore, heard, wasUp, isUp: host.isUp }));
