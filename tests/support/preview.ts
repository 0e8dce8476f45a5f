import * as pulumi from "@pulumi/pulumi";
import { HttpsSite, type HttpsSiteArgs } from "../../components";
import { mockPulumi, registered } from "./mocks";

/** A preview's output about a site: the refusals, or the resources that would be made, after the warnings. */
export async function previewOf(args: HttpsSiteArgs): Promise<string> {
  const warnings: string[] = [];
  const shown = jest.spyOn(pulumi.log, "warn").mockImplementation((text) => {
    warnings.push(`warning: ${text}`);
    return Promise.resolve();
  });
  try {
    await mockPulumi({}, {}, true);
    const end = await outcome(args);
    return `${[...warnings, ...end].join("\n")}\n`;
  } finally {
    shown.mockRestore();
  }
}

async function outcome(args: HttpsSiteArgs): Promise<string[]> {
  try {
    new HttpsSite("blog", args);
  } catch (error) {
    return [`error: ${(error as Error).message}`];
  }
  await pulumi.runtime.disconnect();
  return registered.map(({ type, name }) => `+ ${type} ${name}`).sort();
}
