import { execFileSync } from "node:child_process";
import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { certificateProvider } from "../../../components/certificate/acme/execution/certificate-provider";
import { cancel } from "../../../components/shared/execution/cancellation";
import { account as first, inputs, said, world } from "../../support/acme/certificates";

let account: typeof first;
beforeAll(() => (account = first));

describe("an account", () => {
  it("is found by its key: no second one", async () => {
    const { outs } = await accountProvider.create({
      directory: world.front.directory,
      root: world.pebble.root,
      contact: [],
      privateKey: world.accountKey,
      shared: true,
    });
    expect(outs.url).toBe(account.url);
  });

  it("another contact is told to the CA, and issues nothing", async () => {
    const news = { ...account, contact: ["mailto:second@example.com"] };
    expect(accountProvider.diff(account.url, account, news)).toEqual({ changes: true, replaces: [] });
    account = (await accountProvider.update(account.url, account, news)).outs;
    expect(world.front.seen.some(({ payload }) => JSON.stringify(payload) === '{"contact":["mailto:second@example.com"]}')).toBe(true);
    expect(world.front.count("/order-plz")).toBe(0);
  });

  it("rolls over to another key; a roll-over that was cut off before it was noted is no failure", async () => {
    const key = execFileSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const news = { ...account, privateKey: key };
    const { outs } = await accountProvider.update(account.url, account, news);
    await accountProvider.update(account.url, account, news);
    const issued = await certificateProvider.create({ ...inputs, accountKey: key, names: ["rolled.example.test"] });
    expect(issued.outs.leaf).toContain("BEGIN CERTIFICATE");
    account = outs;
  });

  it.each([
    ["does not answer", { fault: "hang-up" } as const, " must answer: "],
    ["fails", { status: 503 }, "HTTP status 503"],
  ])("is what is known of it for a refresh while the CA %s, which is said", async (_what, fault, reason) => {
    world.front.fault = () => fault;
    const { url: id, ...known } = account;
    expect(await accountProvider.read(id, account)).toEqual({ id, props: account, inputs: known });
    expect(said).toEqual([expect.stringContaining(`${world.front.directory} could not be asked for the account: `)]);
    expect(said.join()).toContain(reason);
  });

  it.each([
    ["cannot be reached any more", { fault: "hang-up" } as const, "socket hang up"],
    ["has something else where its directory was", { status: 404 }, "HTTP status 404"],
  ])("that is left behind at a CA that %s is no failure, but a warning", async (_what, fault, reason) => {
    world.front.fault = () => fault;
    await accountProvider.delete(account.url, account);
    expect(said).toEqual([expect.stringContaining(`warning: the account ${account.url} could not be deactivated at ${world.front.directory}: `)]);
    expect(said.join()).toContain(reason);
    expect(said.join()).not.toContain("un it again");
    world.front.fault = undefined;
    expect((await accountProvider.read(account.url, account)).id).toBe(account.url);
  });

  it("a run that is cancelled deletes it later", async () => {
    world.front.fault = () => ({ fault: "silence" });
    const deletion = accountProvider.delete(account.url, account);
    setTimeout(cancel, 200);
    await expect(deletion).rejects.toThrow("as the engine asks to end");
  });

  it("the end of the resource deactivates it; then it is gone for a refresh", async () => {
    await accountProvider.delete(account.url, account);
    expect((await accountProvider.read(account.url, account)).id).toBe("");
  });
});
