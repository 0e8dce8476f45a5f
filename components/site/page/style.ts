/** The page's style. It follows the reader's light or dark mode. On a narrow screen the chain goes from top to bottom. */
export const style = `
:root { color-scheme: light dark; --ground: #fff; --card: #f6f7f9; --line: #c9ced6; --text: #1b1f24; --faint: #5a6472;
  --good: #1a7f37; --warning: #8a5a00; --error: #b42318; --bar: #9db7e8; --due: #e8c268; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --card: #1e2329; --line: #3d4651; --text: #e8ebef; --faint: #9aa5b1;
  --good: #4cc46a; --warning: #e3b341; --error: #ff7b72; --bar: #4a6ba8; --due: #8d6b1f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 64rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .75rem; }
.faint, time { color: var(--faint); font-size: .875rem; } .good { color: var(--good); } .warning { color: var(--warning); } .error { color: var(--error); }
.chain { display: flex; align-items: stretch; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.hop { flex: 1 1 0; min-width: 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
.hop strong { display: block; }
.link { flex: 0 0 4.5rem; display: flex; align-items: center; justify-content: center; font-weight: 700; white-space: nowrap; }
.link::before, .link::after { content: ""; flex: 1; border-top: 2px solid currentColor; margin: 0 .25rem; }
.line { display: grid; grid-template-columns: 16rem 1fr; gap: .25rem 1rem; align-items: center; margin: .5rem 0; }
.track { position: relative; height: 1.25rem; border-radius: .25rem; background: var(--card); border: 1px solid var(--line); overflow: hidden; }
.track span { position: absolute; top: 0; bottom: 0; background: var(--bar); } .track .due { background: var(--due); }
.track .now { width: 2px; background: var(--error); }
.traffic { border-collapse: collapse; table-layout: fixed; width: 100%; } .traffic th { font-weight: 400; text-align: left; }
.traffic thead th { color: var(--faint); }
.traffic td, .traffic th { padding: .25rem 1rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.bars { display: flex; align-items: flex-end; gap: 1px; height: 1.5rem; } .bars span { flex: 1; min-width: 1px; min-height: 1px; background: var(--bar); }
.finding { border-left: .25rem solid currentColor; padding: .5rem 1rem; margin: .75rem 0; background: var(--card); border-radius: 0 .5rem .5rem 0; }
.finding p { margin: .25rem 0; color: var(--text); } .finding p.faint { color: var(--faint); }
@media (max-width: 40rem) {
  .chain { flex-direction: column; } .hop { flex: none; } .link { flex: none; height: 2.5rem; flex-direction: column; }
  .link::before, .link::after { border-top: 0; border-left: 2px solid currentColor; margin: .125rem 0; }
  .line { grid-template-columns: 1fr; margin: .75rem 0; }
}
`;
