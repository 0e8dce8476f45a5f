import { releaseProvider, type ReleaseInputs, type ReleaseOutputs } from "../../../../components/release/push/execution/release-provider";
import { release } from "../../../support/site";

const inputs: ReleaseInputs = { ...release, host: "203.0.113.7", port: 22, user: "root", machine: "1", hostKey: "ssh-ed25519 AAAA", privateKey: "KEY" };
const state = (change: Partial<ReleaseOutputs>): ReleaseOutputs => ({ ...inputs, folder: "/opt/tlsup/x", servedSha256: "", drift: [], ...change });
const diff = (olds: ReleaseOutputs, news: Partial<ReleaseInputs>) => releaseProvider.diff("1/blog.example.com", olds, { ...inputs, ...news });

describe("a release's diff", () => {
  test("is empty where nothing changed", () => {
    expect(diff(state({}), {})).toEqual({ changes: false, replaces: [] });
  });

  test("updates the release when a name comes", () => {
    expect(diff(state({}), { aliases: { "www.example.com": [] } })).toEqual({ changes: true, replaces: [] });
  });

  test("replaces the release when a name goes, so that the name is served until its record is gone", () => {
    expect(diff(state({ aliases: { "www.example.com": [] } }), {})).toEqual({ changes: true, replaces: ["aliases"] });
  });

  test("updates a release whose state holds no list of names", () => {
    const older = JSON.parse(JSON.stringify({ ...state({}), aliases: undefined })) as ReleaseOutputs;
    expect(diff(older, {})).toEqual({ changes: true, replaces: [] });
  });
});
