import * as pulumi from "@pulumi/pulumi";
import { HttpsSite, type HttpsSiteArgs } from "../../components";
import { mockPulumi, registered, valueOf } from "./mocks";
import { site as config } from "./site";

/** Makes a site and waits until every resource of it is registered. */
export async function deploy(args: Partial<HttpsSiteArgs> = {}, currentMode = "full"): Promise<HttpsSite> {
  await mockPulumi({}, { "cloudflare:index/getZoneSetting:getZoneSetting": { settingId: "ssl", value: currentMode } });
  const site = new HttpsSite("blog", { ...config, ...args });
  await valueOf(site.chain);
  await pulumi.runtime.disconnect();
  return site;
}

/** The inputs of all resources of a type. */
export const inputsOf = (type: string) => registered.filter((resource) => resource.type === type).map(({ inputs }) => inputs);
