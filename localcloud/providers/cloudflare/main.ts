import { run } from "../run";
import { cloudflare } from "./definition";

void run(cloudflare);
