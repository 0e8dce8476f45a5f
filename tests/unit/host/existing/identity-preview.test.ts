import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { hostIdentityProvider } from "../../../../components/host/existing/execution/identity-provider";
import { resources } from "../../../../components/provider/execution/resources";
import type { AnyOperations } from "../../../../components/provider/plan";
import { unknown } from "../../../../components/provider/value";
import { makeLoginKey } from "../../../support/login-key";

const privateKey = makeLoginKey();
let connections = 0;
const machine = createServer((socket) => {
  connections += 1;
  socket.destroy();
});

beforeAll(async () => {
  machine.listen(0, "127.0.0.1");
  await once(machine, "listening");
});
afterAll(() => new Promise((closed) => machine.close(closed)));

/** How often a preview connects to the machine. */
async function connectionsFor(inputs: Readonly<Record<string, string>>): Promise<number> {
  const log = () => ({ step: () => undefined, note: () => Promise.resolve() });
  const { port } = machine.address() as AddressInfo;
  const given: Record<string, JavaScriptValue> = { host: "127.0.0.1", port, user: "admin", image: "debian-12-x64", privateKey, ...inputs };
  const request = new messages.CreateRequest().setType("tlsup:index:HostIdentity").setPreview(true).setProperties(Struct.fromJavaScript(given));
  connections = 0;
  // The machine ends each connection, so that a preview which looks fails.
  await resources({ operationsOf: () => hostIdentityProvider as unknown as AnyOperations, log })
    .create(request)
    .catch(() => undefined);
  return connections;
}

test("a preview looks at a machine only when it knows all that it needs: another one must not be told a password", async () => {
  expect(await connectionsFor({})).toBeGreaterThan(0);
  for (const awaited of ["expectedKey", "privateKey", "sudoPassword"]) expect([awaited, await connectionsFor({ [awaited]: unknown })]).toEqual([awaited, 0]);
});
