import { renderReport } from "../../../../cli/ci/report";
import { expectGolden } from "../../../support/golden";

const nothing = { changes: [], errors: [], warnings: [] };

describe("the report of a run", () => {
  test("of changes is a table", () => {
    const preview = {
      ...nothing,
      changes: [
        { action: "update", type: "Release", name: "site", properties: ['files["nginx/site.conf"]', "services"] },
        { action: "replace", type: "Droplet", name: "site", properties: ["region"] },
      ],
      warnings: ["tlsup:site.proxy.ssl: should not be off"],
    } as const;
    expectGolden("ci-preview.md", renderReport("Preview", { stack: "production", preview }));
  });

  test("of a site that is not as it should be names each finding", () => {
    const finding = {
      code: "record-changed",
      severity: "error",
      hop: "edge",
      sees: "what the other machine has for them",
      problem: "the record leads to 192.0.2.9.",
      remedy: "Run pulumi up --refresh.",
    } as const;
    expectGolden("ci-drift.md", renderReport("State", { stack: "production", preview: nothing, findings: [finding] }));
  });

  test("says that nothing is to be done", () => {
    expect(renderReport("State", { stack: "production", preview: nothing, findings: [] })).toBe(
      "### State of `production`\n\nNothing to change.\n\nFrom outside, every hop holds.",
    );
  });

  test("tells that the token for Cloudflare ends", () => {
    expect(renderReport("State", { stack: "production", preview: nothing, findings: [], token: ["it expires on 2026-12-14T00:00:00Z, in 13 days"] })).toContain(
      "**The token for Cloudflare:** `it expires on 2026-12-14T00:00:00Z, in 13 days`",
    );
  });

  test("shows what others wrote as text, not as Markdown", () => {
    const change = { action: "create", type: "Droplet", name: "a` | <img src=x>\n# b", properties: [] } as const;
    expect(renderReport("Preview", { stack: "production", preview: { ...nothing, changes: [change] } })).toContain("| `a' \\| <img src=x> # b` |");
    expect(renderReport("Preview", { stack: "production", failure: "~~~\n# free" })).toContain("~~~text\n~ ~ ~\n# free\n~~~");
  });
});
