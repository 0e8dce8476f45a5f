import { usualTimings } from "../../../../components/certificate/acme/timings";

const { request, silences, attempts, backOff, badNonces, longestWait, poll, visible, total } = usualTimings;

test("a server that says nothing ends it within 45 seconds, after a second try", () => {
  expect([request, silences]).toEqual([20_000, 2]);
  expect(request * silences + backOff).toBeLessThan(45_000);
});

test("a server that fails is asked six times within eight seconds", () => {
  expect(attempts).toBe(6);
  const pauses = Array.from({ length: attempts - 1 }, (_, index) => backOff * 2 ** index);
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBe(7_750);
});

test("a Retry-After of a minute is waited for, slow name servers have two minutes, and the whole has ten", () => {
  expect({ longestWait, visible, total }).toEqual({ longestWait: 60_000, visible: 120_000, total: 600_000 });
});

test("an order is looked at every five seconds at least", () => expect(poll).toBe(5_000));

test("a request goes on through sixty nonces that the server refuses", () => expect(badNonces).toBe(60));
