/**
 * The banner's style sheet. Colours follow the page's `color-scheme` and forced colours by themselves; a site changes
 * them, on `sonde-consent` or on `:root` (the banner stands before the body), by
 *
 * | property | default |
 * |---|---|
 * | `--sonde-background`, `--sonde-text` | `Canvas`, `CanvasText` |
 * | `--sonde-accent`, `--sonde-accent-text`: the two equal buttons | nearly black with white, in the dark the reverse |
 * | `--sonde-font` | `medium/1.5 system-ui, sans-serif` |
 * | `--sonde-radius` | `8px` |
 *
 * `:host` is reset with `!important`, since rules of the page (`body > * {…}`) win over it otherwise, and taken out of the
 * flow, so that it is no item of a body that is a grid. The bar leaves the page two fifths of a low window. The accent is
 * no system colour: those stay in forced colours, under a plate that hides the text. The rules stand in the order that
 * compresses best.
 */
export const bannerStyle = `:host{all:initial!important;color-scheme:inherit!important;position:fixed!important;z-index:2147483647!important}
section{position:fixed;inset:auto .5em .5em;margin:auto;max-width:60em;max-height:60%;overflow:auto}
dialog{max-width:26em}
h2,p{font-size:1em;margin:0 0 .5em}
section,dialog{padding:1em;border:1px solid;box-sizing:border-box;border-radius:var(--sonde-radius,8px);background:var(--sonde-background,Canvas);color:var(--sonde-text,CanvasText);font:var(--sonde-font,medium/1.5 system-ui,sans-serif);box-shadow:0 0 1em #0004}
div{display:flex;flex-wrap:wrap;gap:.5em}
label{margin:1em 0;display:flex;gap:.5em}
button,input{font:inherit}
a{color:inherit}
input{flex:none;margin:0;height:1.5em;width:1.5em}
button{flex:1 1 7em;min-height:2.75em;padding:.5em 1em;border:1px solid;border-radius:var(--sonde-radius,8px);background:0 0;color:inherit;cursor:pointer}
.equal{background:var(--sonde-accent,light-dark(#222,#eee));min-width:0;color:var(--sonde-accent-text,light-dark(#fff,#111))}
:focus-visible{outline-offset:2px}`;
