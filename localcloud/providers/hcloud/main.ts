import { run } from "../run";
import { hcloud } from "./definition";

void run(hcloud);
