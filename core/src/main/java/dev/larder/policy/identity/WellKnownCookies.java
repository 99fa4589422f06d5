package dev.larder.policy.identity;

/**
 * Cookies that tell visits apart, or where a visit goes, but not who is logged in, and by which
 * servers don't choose what they send: docs/cookies.md says of each who sets it, and of others why
 * they are not here. Nothing belongs here that may carry a login, as {@code
 * AWSELBAuthSessionCookie} does beside {@code AWSELB}; hence few patterns.
 */
final class WellKnownCookies {

  static final NamePatterns ALL =
      NamePatterns.of(
          // Load balancers.
          ("akaalb_* arraffinity arraffinitysamesite awsalb awsalbcors awsalbtg awsalbtgcors"
                  + " awselb awselbcors bigipserver* gclb __cflb x-mapping-*"
                  // Bot filters.
                  + " __cf_bm __cfruid __ddg* _abck _cfuvid _grecaptcha _px _px2 _px3 _pxde _pxhd"
                  + " _pxvid acw_tc ak_bmsc bm_lso bm_mi bm_s bm_so bm_ss bm_sv bm_sz datadome"
                  + " incap_ses_* kp_uidz kp_uidz-ssn nlbi_* pxcts reese84 visid_incap_*"
                  // Analytics and advertising.
                  + " __eoi __gads __gpi __hssc __hssrc __hstc __qca __utma __utmb __utmc __utmt*"
                  + " __utmv __utmz _cb _chartbeat2 _clck _clsk _dc_gtm_* _dd_s _fbc _fbp _ga"
                  + " _ga_* _gac_* _gat _gat_* _gcl_* _gid _hj* _pk_id* _pk_ref* _pk_ses*"
                  + " _rdt_uuid _scid _ttp _uetsid _uetvid _ym_d _ym_isad _ym_uid _ym_visorc*"
                  + " ajs_anonymous_id amcv_* amcvs_* amplitude_id* cto_bundle dtcookie* dtlatc"
                  + " dtpc* dtsa* fpid fplc hubspotutk mp_*_mixpanel rxvisitor* rxvt* s_cc s_ecid"
                  + " s_fid s_sq s_vi")
              .split(" "));

  private WellKnownCookies() {}
}
