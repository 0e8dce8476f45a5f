import * as pulumi from "@pulumi/pulumi";
import { HttpsSite, type HttpsSiteArgs } from "../../components";
import { mockPulumi, registered, valueOf, type Makers } from "./mocks";
import { site as config } from "./site";

/** Makes a site and waits until every resource of it is registered. `use` is what the program does with it. */
export async function deploy(
  args: Partial<HttpsSiteArgs> = {},
  currentMode = "full",
  own: Makers = {},
  use?: (site: HttpsSite) => unknown,
): Promise<HttpsSite> {
  await mockPulumi(own, { "cloudflare:index/getZoneSetting:getZoneSetting": { settingId: "ssl", value: currentMode } });
  const site = new HttpsSite("blog", { ...config, ...args });
  use?.(site);
  await valueOf(site.chain);
  await pulumi.runtime.disconnect();
  return site;
}

/** The inputs of all resources of a type. */
export const inputsOf = (type: string) => registered.filter((resource) => resource.type === type).map(({ inputs }) => inputs);
