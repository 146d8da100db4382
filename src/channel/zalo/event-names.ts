/** What events are counted as. Anybody who knows a key could make up names without end, so only these are told apart. */

const families = {
  user_send_: 'text image link audio video sticker gif location business_card file',
  oa_send_: 'text image gif list file sticker template consent',
  anonymous_send_: 'text image file sticker',
};

const names: ReadonlySet<string> = new Set([
  ...Object.entries(families).flatMap(([family, kinds]) => kinds.split(' ').map((kind) => family + kind)),
  ...['follow', 'unfollow', 'user_click_chatnow', 'user_submit_info', 'user_withdraw'],
  ...['user_received_message', 'user_seen_message', 'user_reacted_message', 'user_feedback'],
  ...['add_user_to_tag', 'remove_user_from_tag', 'remove_tag', 'update_user_info', 'widget_interaction_accepted'],
  ...['user_reply_consent', 'oa_call_user', 'user_call_oa', 'create_group', 'user_join_group'],
  ...['change_oa_daily_quota', 'change_template_quality'],
]);

/** What is said in groups, and to people who have no account at Zalo, is counted together. */
const together = ['user_send_group', 'oa_send_group', 'oa_send_anonymous'];

export function countedAs(name: string): string {
  if (names.has(name)) return name;
  return together.find((family) => name.startsWith(`${family}_`)) ?? 'other';
}
