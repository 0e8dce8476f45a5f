import { run } from "../run";
import { tls } from "./definition";

void run(tls);
