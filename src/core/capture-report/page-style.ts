/** How the page looks; light and dark as the reader's system is. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2126; --paper: #fbfaf7; --soft: #68707a; --lane: #d5d2ca;
  --data: #34607f; --keepalive: #3b8751; --repeated: #c77b16; --end: #b3261e; --card: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e4df; --paper: #17191c; --soft: #98a0a9; --lane: #3a3f45;
  --data: #7fb0d3; --keepalive: #7cc493; --repeated: #e0a34e; --end: #f08a80; --card: #1f2226; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1060px; padding: 24px 20px 60px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0 0 8px; }
h2 { font-size: 16px; margin: 0; overflow-wrap: anywhere; }
h2 span, h2 small { color: var(--soft); font-weight: normal; }
header p { margin: 2px 0; overflow-wrap: anywhere; }
.limit { font-weight: 600; }
.key { color: var(--soft); font-size: 13px; margin-top: 12px; }
.key span { white-space: nowrap; margin-right: 16px; }
.key i { display: inline-block; width: 12px; height: 12px; margin: 0 6px 0 0; vertical-align: -1px; }
.key i.idle { height: 2px; vertical-align: 4px; background: var(--lane); }
section { background: var(--card); border: 1px solid var(--lane); border-left: 4px solid var(--soft); border-radius: 6px;
  padding: 14px 18px; margin: 16px 0; }
section.silent, section.reset, section.refused, section.connect-timeout { border-left-color: var(--end); }
section.fin, section.open { border-left-color: var(--keepalive); }
p.end { margin: 4px 0 8px; font-weight: 600; }
p.end em { color: var(--soft); font-weight: normal; margin-left: 8px; }
.line { display: grid; grid-template-columns: max-content 1fr; column-gap: 10px; align-items: center; margin: 8px 2px 8px 0;
  font-size: 12px; color: var(--soft); }
.line svg { width: 100%; display: block; overflow: visible; }
.ticks { grid-column: 2; display: flex; justify-content: space-between; }
@media (max-width: 560px) { body { padding: 16px 10px 40px; } section { padding: 10px 12px; } .ticks span:nth-child(even) { display: none; } }
.lane { stroke: var(--lane); stroke-width: 1.5; }
rect.data { fill: var(--data); } rect.keepalive { fill: var(--keepalive); } rect.repeated { fill: var(--repeated); }
rect.end { fill: var(--end); } rect.bare { fill: var(--lane); }
i.data { background: var(--data); } i.keepalive { background: var(--keepalive); } i.repeated { background: var(--repeated); }
i.end { background: var(--end); } i.bare { background: var(--lane); }
table { border-collapse: collapse; margin-top: 8px; font-size: 13.5px; }
th { text-align: left; font-weight: normal; color: var(--soft); padding: 1px 14px 1px 0; vertical-align: top; white-space: nowrap; }
td { padding: 1px 0; overflow-wrap: anywhere; }
td.bar { min-width: 150px; } td.bar i { display: inline-block; height: 10px; margin-left: 8px; }
code { font-size: 13px; }
`;
