import { run } from "../run";
import { digitalocean } from "./definition";

void run(digitalocean);
