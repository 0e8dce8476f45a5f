import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../../shared/own.resource";
import type { ZoneSettingInputs } from "./zone-setting";

/** The arguments of {@link ZoneSetting}. */
export type ZoneSettingArgs = { readonly [Key in keyof ZoneSettingInputs]: pulumi.Input<ZoneSettingInputs[Key]> };

/** A setting that applies to a whole zone. Stacks that set it must use the same value. */
export class ZoneSetting extends OwnResource {
  constructor(name: string, args: ZoneSettingArgs, opts: pulumi.CustomResourceOptions) {
    super("ZoneSetting", name, { ...args, former: undefined }, opts);
  }
}
