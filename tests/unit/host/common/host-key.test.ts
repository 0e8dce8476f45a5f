import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, utils, type Connection } from "ssh2";
import { hostKeyProvider, type HostKeyInputs, type HostKeyOutputs } from "../../../../components/host/common/execution/host-key";
import { fingerprint } from "../../../../components/shared/execution/ssh";
import { makeLoginKey } from "../../../support/login-key";

const publicOf = (key: string): string => {
  const parsed = utils.parseKey(key);
  if (parsed instanceof Error) throw parsed;
  return `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
};

const temporary = makeLoginKey();
const inputs = { host: "127.0.0.1", user: "root", privateKey: makeLoginKey(), temporaryKey: publicOf(temporary) };

/** Runs `use` with the port of an SSH server that presents a key. */
async function withServer<T>(hostKey: string, meet: (client: Connection) => void, use: (port: number) => Promise<T>): Promise<T> {
  const server = new Server({ hostKeys: [hostKey] }, (client) => meet(client.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return use((server.address() as AddressInfo).port).finally(() => new Promise((resolve) => server.close(resolve)));
}

/** A host in its first session, which makes itself this key. */
const rotatesTo = (hostKey: string) => (client: Connection) =>
  client
    .on("authentication", (login) => login.accept())
    .on("session", (accept) =>
      accept().on("exec", (begin, _refuse, { command }) => {
        const stream = begin();
        const [, start = ""] = /^printf '\\n%s\\n' '(.*?)'; /.exec(command) ?? [];
        stream.write(`${start}\n${hostKey}\n`);
        stream.once("data", () => {
          stream.exit(0);
          stream.end();
        });
      }),
    );

/** The run before was a destroy that failed, or was killed in the first session. */
test("a machine whose own key the state does not know is refused with the words how to import it, as replacing it deletes its data", async () => {
  const ownKey = makeLoginKey();
  const message = await withServer(
    ownKey,
    () => undefined,
    (port) => hostKeyProvider.create({ ...inputs, port, machine: "412345678" }).then(() => "made", String),
  );
  expect(message).toContain(fingerprint(publicOf(ownKey)));
  expect(message).toMatch(/earlier run.*import it as tlsup:index:HostKey.*Replacing the machine deletes all that is on it/);
  expect(message).not.toContain("replace its resource");
});

/** The engine leaves the originals of what a failed run replaced to be deleted later. A vendor other than the new one's has its machine still. */
test("a machine that other vendors' were to replace is the host again, by its own key, when the move is taken back after runs that failed", async () => {
  const { create, diff, update } = hostKeyProvider;
  const [first, second, third] = ["1", "2", "3"].map((machine) => ({ ...inputs, port: 1, machine }));
  const ownKey = makeLoginKey();
  const made = { ...first!, hostKey: publicOf(ownKey), fingerprint: "SHA256:first" };
  const moved = async (olds: HostKeyOutputs, news: HostKeyInputs) => {
    expect(diff("", olds, news)).toEqual({ changes: true, replaces: ["machine"] });
    const { outs } = await withServer(temporary, rotatesTo("ssh-ed25519 AAAAC3Nz"), (port) => create({ ...news, port }));
    return (await update("", outs, { ...outs, port: 1 })).outs;
  };
  const twice = await moved(await moved(made, second!), third!);
  expect(twice.hostKey).not.toBe(made.hostKey);
  diff("", twice, first!);
  const { id, outs } = await withServer(
    ownKey,
    () => undefined,
    (port) => create({ ...first!, port }),
  );
  expect([id, outs]).toEqual([fingerprint(made.hostKey), expect.objectContaining({ machine: "1", hostKey: made.hostKey })]);
});

test("a machine that is kept has no update for the keys of former ones", () => {
  const outs = { ...inputs, port: 1, machine: "1", hostKey: inputs.temporaryKey, fingerprint: "SHA256:x", former: [] };
  expect(hostKeyProvider.diff("", outs, { ...inputs, port: 1, machine: "1" })).toEqual({ changes: false, replaces: [] });
});
