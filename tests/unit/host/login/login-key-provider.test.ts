import { loginKeyProvider as provider, type LoginKeyInputs } from "../../../../components/host/login/execution/login-key-provider";
import { changeKeys } from "../../../../components/host/login/execution/change-keys";

jest.mock("../../../../components/host/login/execution/change-keys", () => ({ changeKeys: jest.fn(() => Promise.resolve()) }));

const key = (machine: string, loginKey: string) =>
  ({ host: "203.0.113.7", port: 22, user: "root", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA", machine, loginKey }) as const;
const takenOff = () => jest.mocked(changeKeys).mock.calls.map(([host, { formerLoginKey }]) => [(host as LoginKeyInputs).machine, formerLoginKey]);
const [former, next] = ["ssh-ed25519 FORMER", "ssh-ed25519 NEXT"];

beforeEach(() => jest.mocked(changeKeys).mockClear());

test("a login key is taken off a machine for another one, also in the run that deletes the former machine of a failed replacement", async () => {
  await provider.create(key("12", next));
  await provider.delete("11", key("11", former));
  await provider.delete("12", key("12", former));
  expect(takenOff()).toEqual([["12", former]]);
});

test("a login key that a broken run left is taken off by the next one, which finds the other one made", async () => {
  provider.diff("22", key("22", next), key("22", next));
  await provider.delete("22", key("22", former));
  expect(takenOff()).toEqual([["22", former]]);
});

test("no login key is taken off a machine that is deleted: no other one logs in to it", async () => {
  await provider.create(key("32", next));
  provider.diff("31", key("31", former), key("32", next));
  await provider.delete("31", key("31", former));
  // As of `pulumi destroy`, also where the program runs.
  await provider.delete("33", key("33", former));
  provider.diff("33", key("33", former), key("33", former));
  await provider.delete("33", key("33", former));
  expect(takenOff()).toEqual([]);
});
