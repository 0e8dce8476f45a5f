import type { Session } from "../../../../components/shared/execution/ssh";
import { push } from "../../../../components/release/push/execution/push";
import { nginxRelease } from "../../../support/release";

/** What the host says of the release in force, where `PUSHED` is the folder of the push. */
let mockSeen = "";
jest.mock("../../../../components/shared/execution/ssh", () => ({
  withSession: (_host: unknown, _deadline: unknown, use: (session: Pick<Session, "run">) => Promise<unknown>) => {
    let pushed = "";
    return use({
      run: (command) => {
        pushed ||= /\b[0-9a-f]{12}-[0-9a-f]{6}\b/.exec(command)?.[0] ?? "";
        const stdout = command.includes("\ninspect\n'") ? mockSeen.replaceAll("PUSHED", pushed) : "progress\tpreparing\n";
        return Promise.resolve({ code: 0, stdout, stderr: "" });
      },
    });
  },
}));

test("of an activation that ended well, whose last word no connection led to, the proof is what the host serves for this push, and for no other", async () => {
  const host = { host: "203.0.113.7", port: 22, user: "root", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA" };
  const release = await nginxRelease("blog.example.com");
  const leaf = "ab".repeat(32);
  mockSeen = `release\tPUSHED-1700000000\tPUSHED\tme@here\nserved\t443\t${leaf}\n`;
  expect(await push(host, release)).toMatchObject({ servedSha256: leaf });
  for (const seen of [`release\tformer\tformer\tme@here\nserved\t443\t${leaf}\n`, ""]) {
    mockSeen = seen;
    await expect(push(host, release)).rejects.toMatchObject({
      isUndone: false,
      message: expect.stringContaining("the activation ended with code 0: ") as string,
    });
  }
});
