import { requireAdrFolder } from '../advise/adr/read-adr-folder.ts';
import { readDecision } from '../advise/adr/recorded-decision.ts';
import { blueprintEffects } from '../advise/blueprint-effects.ts';
import { decisionsFolder } from './decisions-folder.ts';
import { treesHere } from './trees-here.ts';

/** What recorded decisions say of a blueprint: `shape`, `bus` and so on, the later ones over the earlier. Throws UserError without a folder. */
export function settingsOfDecisions(dir: string, from: string | true): ReadonlyMap<string, string> {
  const records = requireAdrFolder(from === true ? decisionsFolder(dir) : from);
  const { trees } = treesHere(undefined, [], dir);
  const settings = new Map<string, string>();
  for (const adr of records) {
    if (['rejected', 'deprecated', 'superseded'].includes(adr.state)) continue;
    const { decision } = readDecision(adr, trees);
    if (decision === null) continue;
    const said = Object.fromEntries(settings);
    const written = { system: said, defaults: said };
    for (const { path, value } of blueprintEffects(decision.option, written, {}).edits)
      settings.set(path.at(-1) ?? '', String(value));
  }
  return settings;
}
