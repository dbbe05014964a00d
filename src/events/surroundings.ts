/** Events and their attributes: what surrounds a session. */
export interface SurroundingsEvents {
  /** What surrounds a session, in coarse classes. Left out, one by one, where the browser does not tell. */
  context: {
    'sonde.device.class'?: 'mobile' | 'tablet' | 'desktop' | undefined;
    /** By gigabytes, as the browser rounds them: below 4, below 8, and from there on. */
    'sonde.device.memory'?: 'low' | 'medium' | 'high' | undefined;
    'sonde.device.cores'?: '1-2' | '3-4' | '5-8' | '9+' | undefined;
    /** By width in CSS pixels: below 480, 768, 1024, 1440, and above. */
    'sonde.viewport.class'?: 'xs' | 's' | 'm' | 'l' | 'xl' | undefined;
    'sonde.screen.orientation'?: string | undefined;
    'sonde.input.primary'?: 'fine' | 'coarse' | 'none' | undefined;
    'sonde.preference.color_scheme'?: 'dark' | 'light' | undefined;
    'sonde.preference.contrast'?: 'more' | 'less' | 'custom' | 'no-preference' | undefined;
    'sonde.preference.reduced_motion'?: boolean | undefined;
    'sonde.preference.forced_colors'?: boolean | undefined;
    /** `fullscreen`, `standalone`, `minimal-ui`, `window-controls-overlay`, `browser`. */
    'sonde.display.mode'?: string | undefined;
    /** `slow-2g`, `2g`, `3g`, `4g`: by how quick it is, whatever it is. */
    'sonde.connection.class'?: string | undefined;
    'sonde.connection.save_data'?: boolean | undefined;
    /** Hours east of UTC. */
    'sonde.time_zone.offset'?: number | undefined;
    /** Without the region. */
    'browser.language'?: string | undefined;
    'browser.mobile'?: boolean | undefined;
    'browser.platform'?: string | undefined;
    'browser.brands'?: readonly string[] | undefined;
  };
  /** What the User-Agent says, where no collector reads it. */
  device: {
    'user_agent.name'?: string | undefined;
    'user_agent.version'?: string | undefined;
    'os.name'?: string | undefined;
    'os.version'?: string | undefined;
    'device.manufacturer'?: string | undefined;
    'device.model.name'?: string | undefined;
    'sonde.device.class': 'mobile' | 'tablet' | 'desktop';
  };
  /** What a feature flag was found to be, by OpenTelemetry's conventions; each variant once a session. */
  'feature_flag.evaluation': {
    'feature_flag.key': string;
    'feature_flag.result.variant'?: string | undefined;
    /** Where there is no variant: a number, a boolean, or text that is one word of up to 32 characters. */
    'feature_flag.result.value'?: boolean | number | string | undefined;
    /** `static`, `default`, `targeting_match`, `split`, `cached`, `disabled`, `stale`, `error`, `unknown`. */
    'feature_flag.result.reason': string;
    'feature_flag.provider.name'?: string | undefined;
    'feature_flag.set.id'?: string | undefined;
    'feature_flag.version'?: string | undefined;
    /** Where the evaluation failed: `flag_not_found`, `type_mismatch`, … */
    'error.type'?: string | undefined;
  };
}
