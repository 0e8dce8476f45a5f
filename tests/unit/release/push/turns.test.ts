import { setTimeout as sleep } from "node:timers/promises";
import { certbotProvider } from "../../../../components/certificate/certbot/execution/certbot-provider";
import type { Release } from "../../../../components/release/common/release";
import { releaseProvider } from "../../../../components/release/push/execution/release-provider";
import { cancel } from "../../../../components/shared/execution/cancellation";
import { heardBy, tell as mockTell } from "../../../../components/shared/execution/tell";
import type { Destination } from "../../../../components/shared/destination";
import { certbotInputs } from "../../../support/certbot-inputs";
import { nginxRelease } from "../../../support/release";

/** The hosts that are being pushed to, and how many there were at most: in all, and of one. */
const mockSeen = { now: [] as string[], most: 0, mostOfOne: 0 };

jest.mock("../../../../components/shared/execution/ssh", () => ({
  withSession: async ({ host }: Destination) => {
    mockSeen.now.push(host);
    mockSeen.most = Math.max(mockSeen.most, mockSeen.now.length);
    mockSeen.mostOfOne = Math.max(mockSeen.mostOfOne, mockSeen.now.filter((each) => each === host).length);
    await sleep(50);
    mockSeen.now.splice(mockSeen.now.indexOf(host), 1);
    mockTell("proven");
    return { folder: "new", servedSha256: "ab" };
  },
}));

const at = (host: string) => ({ host, port: 22, user: "root", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA", machine: "1" });
const domain = "blog.example.com";
const [one, other] = [at("203.0.113.7"), at("203.0.113.8")];

let release: Release;
beforeAll(async () => (release = await nginxRelease(domain)));

const push = (destination: ReturnType<typeof at>) => releaseProvider.create({ ...destination, ...release });

test("pushes of one run to one host wait for each other, however long one takes, and not for those to other hosts", async () => {
  await Promise.all([one, one, other, one].map(push));
  expect([mockSeen.mostOfOne, mockSeen.most]).toEqual([1, 2]);
});

test("a certificate that a host is to keep waits for its turn as well, as the host puts it in force", async () => {
  const order = () => certbotProvider.create({ ...certbotInputs, ...one });
  await Promise.allSettled([push(one), order(), push(one)]);
  expect(mockSeen.mostOfOne).toBe(1);
});

test("what a push tells that waited is told beside its own release, as its time limit is its own", async () => {
  const told: string[] = [];
  await Promise.all(
    ["first", "second"].map((name) =>
      heardBy(
        (text) => told.push(`${name}: ${text}`),
        () => push(one),
      ),
    ),
  );
  expect(told).toEqual(["first: proven", "second: proven"]);
});

test("a push that waits when the run is cancelled does not begin", async () => {
  const first = push(one);
  const second = push(one);
  while (mockSeen.now.length === 0) await sleep(1);
  cancel();
  await first;
  await expect(second).rejects.toThrow(`Cannot push ${domain} to ${one.host} as its turn must come before the run is cancelled or its time is up. Run again`);
});
