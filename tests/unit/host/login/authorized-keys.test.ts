import fc from "fast-check";
import { changedKeys, keyEffects } from "../../../../components/host/login/authorized-keys";

const [first, second, third] = ["ssh-ed25519 FIRST", "ssh-ed25519 SECOND", "ssh-ed25519 THIRD"] as const;
const [anna, bob] = ["ssh-ed25519 ANNA anna@laptop", "ssh-rsa BOB"] as const;

/** Lines that tlsup has not written. */
const foreign = fc.string({ unit: fc.constantFrom(...'ab #=",\t\\é') }).filter((line) => !/ #tlsup(-login)?$/.test(line));

test("a login key is added beside the vendor's, which goes afterwards; then the one follows the other", () => {
  const made = `${first} site-login\n`;
  const both = changedKeys(made, { loginKey: second });
  expect(both).toBe(`${made}${second} #tlsup-login\n`);
  const one = changedKeys(both, { formerLoginKey: first });
  expect(one).toBe(`${second} #tlsup-login\n`);
  expect(changedKeys(changedKeys(one, { loginKey: third }), { formerLoginKey: second })).toBe(`${third} #tlsup-login\n`);
});

test("a login key stays while tlsup has no other one there", () => {
  for (const text of [`${first}\n`, `${first} #tlsup-login\n`, `${first}\n${anna} #tlsup\n${bob}\n`])
    expect(changedKeys(text, { formerLoginKey: first })).toBe(text);
});

test("a user's key is added once, and goes when it is not listed any more; the same key by another hand stays", () => {
  const made = `${first}\n${anna}`;
  const added = changedKeys(made, { userKeys: [`${anna}\n`, bob, bob] });
  expect(added).toBe(`${made}\n${anna} #tlsup\n${bob} #tlsup\n`);
  expect(changedKeys(added, { userKeys: [bob] })).toBe(`${made}\n${bob} #tlsup\n`);
  expect(changedKeys(added, { userKeys: [] })).toBe(`${made}\n`);
});

test("no change touches a line of others, and each is done once", () => {
  const login = fc.constantFrom(first, second, third);
  const change = fc.oneof(fc.record({ loginKey: login, userKeys: fc.subarray([anna, bob]) }), fc.record({ formerLoginKey: login }));
  fc.assert(
    fc.property(fc.array(foreign), fc.array(change), (lines, changes) => {
      const before = [...lines, first, ""].join("\n");
      const after = changes.reduce(changedKeys, before);
      expect(after.split("\n").filter((line) => line !== first && !/ #tlsup(-login)?$/.test(line))).toEqual([...lines, ""]);
      const last = changes.at(-1) ?? {};
      expect(changedKeys(after, last)).toBe(after);
    }),
  );
});

test("a preview says whose keys come and go, and that another login key does not replace the machine", () => {
  const olds = { host: "192.0.2.1", port: 22, user: "root", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA", machine: "7", loginKey: first, userKeys: [anna] };
  expect(keyEffects(olds, olds)).toEqual([]);
  expect(keyEffects(olds)).toEqual(["lets in as root: anna@laptop"]);
  expect(keyEffects({ ...olds, userKeys: [bob] }, olds)).toEqual(["lets in as root: ssh-rsa ...BOB", "no longer lets in as root: anna@laptop"]);
  const { user, machine, userKeys } = olds;
  expect(keyEffects({ user, machine, userKeys }, olds)).toEqual([expect.stringMatching(/^changes the key that tlsup logs in with: .* The machine stays$/)]);
  expect(keyEffects({ user, userKeys, machine: "8" }, olds)).toEqual([]);
  expect(keyEffects({ userKeys: [bob] }, olds)).toEqual(["lets in as root: ssh-rsa ...BOB", "no longer lets in as root: anna@laptop"]);
});
