/**
 * The panel's style sheet. It follows the page's `color-scheme` and forced colours, and is themed by the banner's custom
 * properties: `--sonde-background`, `--sonde-text`, `--sonde-font`, `--sonde-radius`.
 */
export const panelStyle = `:host{all:initial!important;color-scheme:inherit!important}
dialog{box-sizing:border-box;width:40em;max-width:100%;max-height:100%;overflow:auto;padding:1em;border:1px solid;border-radius:var(--sonde-radius,8px);background:var(--sonde-background,Canvas);color:var(--sonde-text,CanvasText);font:var(--sonde-font,medium/1.5 system-ui,sans-serif);overflow-wrap:anywhere}
.beside{position:fixed;inset:0 0 0 auto;height:100%;width:26em;margin:0;z-index:2147483647}
h2,h3{font-size:1em;margin:1em 0 .5em}
h2{font-size:1.25em;margin-top:0}
div{display:flex;flex-wrap:wrap;gap:.5em;margin:1em 0}
label{display:flex;gap:.5em;margin:.5em 0}
input,button{font:inherit}
input{flex:none;width:1.5em;height:1.5em;margin:0}
button{flex:1 1 7em;min-height:2.75em;padding:.5em 1em;border:1px solid;border-radius:var(--sonde-radius,8px);background:0 0;color:inherit;cursor:pointer}
fieldset{margin:0;padding:0;border:0}
legend{padding:0;font-weight:700}
dl,ol{margin:0;padding:0;list-style:none}
dt{font-weight:700}
dd{margin:0 0 .5em}
details{border-top:1px solid #8888}
summary{padding:.5em 0;cursor:pointer}
details dl{padding-inline-start:1em}
:focus-visible{outline:2px solid;outline-offset:2px}`;
