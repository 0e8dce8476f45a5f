import { packageSchema } from "../../../../localcloud/providers/contract/package-schema";

const resource = {
  inputs: {
    name: { type: "string", required: true },
    token: { type: "string", secret: true },
    sizes: { type: "number[]" },
    rules: { type: "object[]", fields: { port: { type: "number", required: true }, note: { type: "string" } } },
    labels: { type: "any" },
    free: { type: "object" },
  },
  outputs: { address: { type: "string" } },
} as const;

test("the engine learns each input and output, what is required and what is secret, and the types of objects by their property", () => {
  const any = { $ref: "pulumi.json#/Any" };
  const inputProperties = {
    name: { type: "string" },
    token: { type: "string", secret: true },
    sizes: { type: "array", items: { type: "number" } },
    rules: { type: "array", items: { $ref: "#/types/vendor:index/ThingRules:ThingRules" } },
    labels: any,
    free: any,
  };
  expect(packageSchema("vendor", "1.2.3", { config: {}, functions: {}, resources: { "vendor:index/thing:Thing": resource } })).toEqual({
    name: "vendor",
    version: "1.2.3",
    types: { "vendor:index/ThingRules:ThingRules": { type: "object", properties: { port: { type: "number" }, note: { type: "string" } }, required: ["port"] } },
    resources: {
      "vendor:index/thing:Thing": { inputProperties, requiredInputs: ["name"], properties: { ...inputProperties, address: { type: "string" } } },
    },
  });
});
