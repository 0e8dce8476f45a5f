import { run } from "../run";
import { linode } from "./definition";

void run(linode);
