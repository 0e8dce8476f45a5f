import { withSession } from "../../../components/shared/execution/ssh";
import { makeLoginKey } from "../../support/login-key";

const former = process.env.TLSUP_STAGE_NETWORKS;

beforeAll(() => {
  process.env.TLSUP_STAGE_NETWORKS = "198.51.100.0/27 127.0.0.0/27 2001:db8:1::/48";
});
afterAll(() => {
  if (former === undefined) delete process.env.TLSUP_STAGE_NETWORKS;
  else process.env.TLSUP_STAGE_NETWORKS = former;
});

const login = { port: 1, user: "root", hostKey: "ssh-ed25519 AAAA", privateKey: makeLoginKey() };
const session = (host: string, via?: string): Promise<void> =>
  withSession({ ...login, host, ...(via !== undefined && { via: { ...login, host: via } }) }, 0, () => Promise.resolve());

test.each(["198.51.100.32", "2001:db8:2::7", "localhost", "machine.example.com"])(
  "a rehearsal does not log in to %s, which is not its machine",
  async (host) => {
    const words = `Cannot log in to ${host} as it must be a machine of the local cloud: `;
    await expect(session(host)).rejects.toThrow(words);
    await expect(session("198.51.100.7", host)).rejects.toThrow(words);
  },
);

test.each(["127.0.0.1", "::ffff:127.0.0.1"])("it logs in to its machine at %s", async (host) => {
  await expect(session(host)).rejects.not.toThrow("Cannot log in");
});
