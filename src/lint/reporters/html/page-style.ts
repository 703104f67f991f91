const LIGHT = `
  color-scheme: light;
  --page: #f6f7f9; --card: #ffffff; --sunk: #f0f2f5; --text: #1b2330; --soft: #566173; --line: #d9dee6; --edge: #8b96a8;
  --accent: #1f5fbf; --error: #c0262d; --warning: #8f5a00; --info: #1f6f8b; --on-mark: #ffffff;
  --error-soft: #fdecec; --warning-soft: #fff4dc; --info-soft: #e6f4f8; --highlight: #ffe08a; --shadow: 0 1px 2px #1b233014;`;

const DARK = `
  color-scheme: dark;
  --page: #12161d; --card: #1a202a; --sunk: #141a22; --text: #e6eaf0; --soft: #9ca8ba; --line: #2e3746; --edge: #66738a;
  --accent: #7db1ff; --error: #ff8a87; --warning: #f2bd5b; --info: #74c9e5; --on-mark: #14181f;
  --error-soft: #3a1d20; --warning-soft: #352a12; --info-soft: #14303a; --highlight: #6b5410; --shadow: none;`;

/** The look of the page: two sets of colors, chosen by the system or by the button, and a form for paper. */
export const pageStyle = `
:root {${LIGHT}
}
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {${DARK}
} }
@media screen { :root[data-theme=dark] {${DARK}
} }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, 'Segoe UI', Roboto, sans-serif; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 13px; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
header { display: flex; flex-wrap: wrap; align-items: end; gap: 16px 32px; padding-top: 28px; padding-bottom: 20px; }
header > div { flex: 1 1 220px; min-width: 0; }
h1, h2, h3, p, ul, ol { margin: 0; }
h1 { font-size: 26px; line-height: 1.25; letter-spacing: -0.01em; }
h2 { font-size: 18px; line-height: 1.35; }
h3 { font-size: 15px; }
.kicker { color: var(--soft); font-size: 13px; }
.tiles { list-style: none; display: flex; flex-wrap: wrap; gap: 8px; padding: 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 6px 12px; color: var(--soft); font-size: 13px; box-shadow: var(--shadow); }
.tile b { color: var(--text); font-size: 18px; margin-right: 3px; font-variant-numeric: tabular-nums; }
.tile.error b { color: var(--error); } .tile.warning b { color: var(--warning); } .tile.info b { color: var(--info); } .tile.none b { color: var(--soft); }
#theme { width: 38px; height: 38px; padding: 0; font-size: 18px; }
.skip { position: absolute; left: -9999px; } .skip:focus { left: 8px; top: 8px; background: var(--card); padding: 6px 10px; z-index: 9; }
.panel { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; margin-bottom: 20px; box-shadow: var(--shadow); }
.clean { color: var(--soft); text-align: center; padding: 32px; }
.scroll { overflow: auto; max-height: 78vh; }

.graph { display: block; margin: 8px auto 0; font-family: inherit; }
.graph text { text-anchor: middle; fill: var(--text); pointer-events: none; }
.graph .name { font-size: 13px; font-weight: 600; }
.graph .detail { font-size: 11px; fill: var(--soft); }
.node rect { fill: var(--sunk); stroke: var(--edge); stroke-width: 1; }
.node[role=button], .spot { cursor: pointer; }
.node.outside rect { fill: none; stroke-dasharray: 2 3; } .node.opaque rect { stroke-dasharray: 5 4; }
.node.error > rect { stroke: var(--error); } .node.warning > rect { stroke: var(--warning); } .node.info > rect { stroke: var(--info); }
.node[aria-pressed=true] > rect { stroke-width: 3; }
.node:focus-visible, .spot:focus-visible { outline: none; }
.node:focus-visible > rect, .spot:focus-visible rect { stroke: var(--accent); stroke-width: 3; }
.line { fill: none; stroke: var(--edge); stroke-width: 1.3; } .reach { fill: none; stroke: transparent; stroke-width: 12; }
.event .line, .line.event { stroke-dasharray: 5 4; } .data .line, .line.data { stroke-dasharray: 1.5 3; stroke-width: 2; }
.edge.error .line { stroke: var(--error); stroke-width: 1.8; } .edge.warning .line { stroke: var(--warning); stroke-width: 1.8; } .edge.info .line { stroke: var(--info); stroke-width: 1.8; }
.head { fill: var(--edge); } .head.error { fill: var(--error); } .head.warning { fill: var(--warning); } .head.info { fill: var(--info); }
.badge rect { stroke: var(--card); stroke-width: 1.5; }
.badge.error rect { fill: var(--error); } .badge.warning rect { fill: var(--warning); } .badge.info rect { fill: var(--info); }
.graph .badge text { font-size: 11px; font-weight: 700; fill: var(--on-mark); }
.spot[aria-pressed=true] rect { stroke: var(--text); stroke-width: 2.5; }
.graph.focus .node:not(.near), .graph.focus .edge:not(.near), .graph.focus .spot:not(.near) { opacity: 0.22; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 12px 0 0; color: var(--soft); font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.box { width: 26px; height: 14px; border: 1px dashed var(--edge); border-radius: 4px; background: var(--sunk); }
.dot { background: var(--soft); color: var(--card); border-radius: 9px; padding: 0 6px; font-size: 11px; font-weight: 700; line-height: 17px; }

.filters { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; background: var(--page); padding: 10px 0; margin-bottom: 8px; border-bottom: 1px solid var(--line); }
.filters input[type=search] { flex: 1 1 200px; }
.filters select { flex: 0 1 190px; min-width: 0; }
input[type=search], select, button { font: inherit; font-size: 14px; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px; height: 36px; }
button { cursor: pointer; } button:hover { border-color: var(--edge); }
.toggles { display: flex; flex-wrap: wrap; gap: 8px; }
.toggle { display: flex; align-items: center; gap: 6px; font-size: 14px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0 10px; height: 36px; cursor: pointer; }
.toggle.error input { accent-color: var(--error); } .toggle.warning input { accent-color: var(--warning); } .toggle.info input { accent-color: var(--info); }
output { color: var(--soft); font-size: 13px; margin-left: auto; }

.rule { margin: 26px 0 34px; }
.rule h2 small { color: var(--soft); font-size: 13px; font-weight: 400; margin-left: 4px; }
.mark { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 9px; background: var(--edge); }
.mark.error { background: var(--error); } .mark.warning { background: var(--warning); } .mark.info { background: var(--info); }
.summary { color: var(--soft); max-width: 80ch; }
summary { cursor: pointer; color: var(--accent); font-size: 14px; width: fit-content; }
.about { margin: 4px 0 12px; } .about[open] { border-left: 3px solid var(--line); padding-left: 16px; margin-bottom: 18px; }
.about h3 { margin-top: 12px; font-size: 14px; } .about p, .about ul { max-width: 80ch; } .about ul { padding-left: 20px; }
.examples { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 12px; margin-top: 12px; }
figure { margin: 0; min-width: 0; } figcaption { font-size: 13px; color: var(--soft); margin-bottom: 4px; }
pre { margin: 0; padding: 10px 12px; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; line-height: 1.55; overflow-wrap: normal; }
.finding { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--edge); border-radius: 10px; padding: 14px 18px; margin-top: 12px; box-shadow: var(--shadow); scroll-margin-top: 70px; }
.finding.error { border-left-color: var(--error); } .finding.warning { border-left-color: var(--warning); } .finding.info { border-left-color: var(--info); }
.finding:target { outline: 2px solid var(--accent); }
.finding > .where { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; }
.finding > h3 { font-weight: 600; margin: 6px 0 10px; max-width: 95ch; }
.tag { font-size: 12px; font-weight: 700; border-radius: 5px; padding: 1px 7px; }
.tag.error { color: var(--error); background: var(--error-soft); } .tag.warning { color: var(--warning); background: var(--warning-soft); } .tag.info { color: var(--info); background: var(--info-soft); }
.chip { font-size: 13px; font-weight: 600; }
.finding > .where code { color: var(--soft); } .finding > .where a code { color: inherit; }
.code { padding: 8px 0; } .code .row { display: block; min-width: max-content; padding-right: 12px; }
.code .no { display: inline-block; min-width: 52px; padding-right: 14px; text-align: right; color: var(--soft); user-select: none; opacity: 0.75; }
.code .here { background: var(--error-soft); } .warning .code .here { background: var(--warning-soft); } .info .code .here { background: var(--info-soft); }
mark { background: var(--highlight); color: inherit; border-radius: 2px; }
.fix { margin-top: 10px; max-width: 95ch; } .fix b { color: var(--soft); font-weight: 600; margin-right: 6px; }
.evidence { margin-top: 8px; } .evidence ul, .evidence ol { margin-top: 6px; padding-left: 22px; font-size: 14px; }
table { border-collapse: collapse; width: 100%; margin-top: 8px; font-size: 14px; } th, td { text-align: left; padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
.coverage details { margin-top: 8px; } .coverage ul { padding-left: 22px; font-size: 14px; }
footer { color: var(--soft); font-size: 13px; padding-top: 8px; padding-bottom: 36px; }
@media (max-width: 640px) { header > div { flex-basis: 60%; } header { align-items: start; } .tiles { order: 2; flex-basis: 100%; } header, main, footer { padding-left: 14px; padding-right: 14px; } .filters { position: static; } .filters select { flex: 1 1 130px; } .panel, .finding { padding: 12px 14px; } .code .no { min-width: 40px; padding-right: 10px; } }
@media print { .filters, #theme, .skip { display: none !important; } body { background: none; font-size: 12px; } .scroll { overflow: visible; max-height: none; } .graph { width: 100%; } .finding, .panel { break-inside: avoid; box-shadow: none; } pre { white-space: pre-wrap; overflow-wrap: anywhere; overflow: visible; } .tag, mark, .mark, .badge, .code .here { print-color-adjust: exact; } .code .row { min-width: 0; } }
@media (prefers-reduced-motion: no-preference) { .node, .edge, .spot { transition: opacity 0.12s; } }
`;
