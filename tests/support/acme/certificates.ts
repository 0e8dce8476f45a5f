import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LetsEncryptInputs, LetsEncryptOutputs } from "../../../components/certificate/acme/certificate-resource";
import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { openWorld, type World } from "./world";

export let world: World;
export let account: Parameters<typeof accountProvider.delete>[1];
export let inputs: LetsEncryptInputs;
export const state = mkdtempSync(join(tmpdir(), "tlsup-state-"));
/** The messages to the user. */
export const said: string[] = [];

beforeAll(async () => {
  process.env.XDG_STATE_HOME = state;
  jest.spyOn(console, "error").mockImplementation((text: string) => void said.push(text));
  world = await openWorld({ environment: { PEBBLE_VA_ALWAYS_VALID: "1" } });
  account = (
    await accountProvider.create({
      directory: world.front.directory,
      root: world.pebble.root,
      contact: ["mailto:first@example.com"],
      privateKey: world.accountKey,
      shared: false,
    })
  ).outs;
  inputs = {
    directory: world.front.directory,
    root: world.pebble.root,
    accountUrl: account.url,
    accountKey: world.accountKey,
    names: ["example.test", "*.example.test"],
    keyType: "ecdsa-p256",
    solver: { kind: "cloudflare", baseUrl: world.names.api },
    credential: world.names.token,
    resolver: world.names.dns,
    revokeOnDelete: false,
  };
});
afterAll(async () => {
  await world.close();
  rmSync(state, { recursive: true });
});
beforeEach(() => {
  world.front.fault = undefined;
  world.front.headers = {};
  world.front.seen.length = 0;
  said.length = 0;
});

/** The same with a renewal that is due. */
export const due = (known: LetsEncryptOutputs): LetsEncryptOutputs => ({
  ...known,
  renewal: { ...known.renewal, renewAt: new Date(Date.now() - 1000).toISOString(), askAgainAt: new Date(Date.now() - 1000).toISOString() },
});
export const fingerprint = ({ leaf }: LetsEncryptOutputs): string => new X509Certificate(leaf).fingerprint256;
