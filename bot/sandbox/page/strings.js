// Everything the page itself says, in English and Chinese.
const STRINGS = {
  product: ["Qianshao", "前哨"],
  subtitle: ["Practice sandbox", "演练沙盒"],
  sandbox_note: [
    "This is a sandbox. Every person here is invented, and nothing you do reaches Telegram.",
    "这里是沙盒：人物均为虚构，任何操作都不会发到 Telegram。",
  ],
  welcome_title: ["See the bot through someone’s phone", "从每个人的手机里看机器人"],
  welcome_text: [
    "Village health workers report by chat; checkers and coordinators see what needs attention. Choose a person on the left and write to the bot as they would.",
    "村医在聊天里上报，审核员和协调员随时看到需要关注的情况。请从左侧选一个人，以 TA 的身份与机器人对话。",
  ],
  welcome_beside: [
    "Open a second person beside the first to watch a report travel between them.",
    "把第二个人并排打开，就能看到一份报告如何在他们之间流转。",
  ],
  people: ["People", "人物"],
  chats: ["Chats", "聊天"],
  clock: ["Sandbox time {time}", "沙盒时间 {time}"],
  time: ["Sandbox time", "沙盒时间"],
  beijing_time: ["Beijing time", "北京时间"],
  next_hour: ["Next hour", "下一小时"],
  next_day: ["Next day", "次日"],
  time_passes: ["Time is passing…", "时间推进中…"],
  time_passed: ["It is now {time}.", "现在是{time}。"],
  other_language: ["中文", "English"],
  other_language_label: ["切换为中文", "Switch to English"],
  to_dark: ["Dark colours", "深色模式"],
  to_light: ["Light colours", "浅色模式"],
  beside: ["Open {name} beside", "并排打开 {name}"],
  close_chat: ["Close {name}’s chat", "关闭 {name} 的聊天"],
  back: ["Back to people", "返回人物列表"],
  unread: ["{n} unread", "{n} 条未读"],
  blocked: ["blocked the bot", "已屏蔽机器人"],
  not_started: ["not started", "尚未开始"],
  open_invite: ["Open invite link", "打开邀请链接"],
  invite_waiting: ["An invite link is waiting for {name}.", "{name} 收到了一个邀请链接。"],
  add_person: ["Add a person", "添加人物"],
  add_person_text: [
    "An invented person with no part in the story yet: a passer-by, a new colleague.",
    "一个尚未加入的虚构人物，比如路人或新同事。",
  ],
  stranger_story: ["Has just heard about the bot.", "刚刚听说这个机器人。"],
  stranger_role: ["Stranger", "陌生人"],
  first_name: ["Name", "姓名"],
  their_language: ["Their Telegram language", "TA 的 Telegram 语言"],
  add: ["Add", "添加"],
  chat_of: ["Chat of {name} with {bot}", "{name} 与 {bot} 的聊天"],
  messages_of: ["Messages of {name}", "{name} 的消息"],
  bot: ["bot", "机器人"],
  typing: ["typing…", "正在输入…"],
  chat_menu: ["More for this chat", "聊天菜单"],
  block: ["Block the bot", "屏蔽机器人"],
  unblock: ["Unblock the bot", "取消屏蔽"],
  restart: ["Send /start", "发送 /start"],
  start: ["Start", "开始"],
  empty_chat: ["No messages yet", "还没有消息"],
  before_start: ["{name} has not started the bot yet.", "{name} 还没有启动机器人。"],
  blocked_chat: ["{name} has blocked the bot. It cannot write here.", "{name} 已屏蔽机器人，机器人无法发来消息。"],
  newest: ["Go to newest message", "跳到最新消息"],
  today: ["Today", "今天"],
  yesterday: ["Yesterday", "昨天"],
  edited: ["edited", "已编辑"],
  reply: ["Reply", "回复"],
  edit: ["Edit", "编辑"],
  replying: ["Reply to", "回复"],
  editing: ["Edit message", "编辑消息"],
  cancel: ["Cancel", "取消"],
  write: ["Message", "输入消息"],
  write_as: ["Message from {name}", "以 {name} 的身份输入消息"],
  send: ["Send", "发送"],
  attach: ["Attach", "附件"],
  commands: ["Bot commands", "机器人命令"],
  no_commands: ["The bot has set no commands yet.", "机器人还没有设置命令。"],
  show_keyboard: ["Show keyboard", "显示键盘"],
  hide_keyboard: ["Hide keyboard", "收起键盘"],
  bot_keyboard: ["Keyboard from the bot", "机器人键盘"],
  photo: ["Photo", "照片"],
  document: ["Document", "文件"],
  contact: ["Own contact", "自己的联系方式"],
  contact_card: ["Contact", "联系人"],
  location: ["Location", "位置"],
  live_location: ["Live location", "实时位置"],
  share_contact_title: ["Share your phone number?", "分享你的手机号？"],
  share_contact_text: [
    "{bot} will see {name}’s name and (invented) number {phone}.",
    "{bot} 将看到 {name} 的姓名和（虚构的）手机号 {phone}。",
  ],
  share: ["Share", "分享"],
  location_title: ["Share a location", "分享位置"],
  location_text: ["Where is {name} now? Choose a place or give coordinates.", "{name} 现在在哪里？选一个地点，或填写坐标。"],
  guiyang: ["Guiyang", "贵阳"],
  zunyi: ["Zunyi", "遵义"],
  kaili: ["Kaili", "凯里"],
  near: ["Near {place}", "{place}附近"],
  latitude: ["Latitude", "纬度"],
  longitude: ["Longitude", "经度"],
  send_location: ["Send location", "发送位置"],
  map: ["Open map", "打开地图"],
  download: ["Save {name}", "保存 {name}"],
  file_missing: ["This file could not be loaded.", "文件无法加载。"],
  full_photo: ["View photo", "查看照片"],
  unknown_message: ["A message this page cannot show", "此页面无法显示的消息"],
  from_bot: ["From the bot", "来自机器人"],
  spoiler: ["Show hidden text", "显示隐藏文字"],
  ok: ["OK", "好"],
  close: ["Close", "关闭"],
  copied: ["Copied", "已复制"],
  invite_title: ["Who opens this link?", "谁来打开这个链接？"],
  invite_text: [
    "The link leads to the bot. Choose the person who taps it on their phone.",
    "这个链接指向机器人。请选择由谁在自己的手机上打开。",
  ],
  open_link: ["Open link", "打开链接"],
  person: ["Person", "人物"],
  lost: ["Connection lost. Trying again…", "连接已断开，正在重连…"],
  unreachable: ["The sandbox server cannot be reached.", "无法连接沙盒服务器。"],
  failed: ["That did not work: {error}", "操作未成功：{error}"],
  log: ["API log", "API 日志"],
  log_empty: ["Nothing has been called yet.", "还没有任何调用。"],
  log_call: ["call", "调用"],
  log_update: ["update", "更新"],
  faults: ["Make something go wrong", "制造故障"],
  fault_method: ["On method", "作用于方法"],
  fault_429: ["429 Too many", "429 请求过多"],
  fault_502: ["502 Bad gateway", "502 网关错误"],
  fault_lost: ["Lose the answer", "丢失应答"],
  fault_duplicate: ["Duplicate update", "重复更新"],
  fault_stop: ["Stop updates", "停止更新"],
  fault_clear: ["Clear faults", "清除故障"],
  fault_set: ["Set: {name}", "已设置：{name}"],
  fault_cleared: ["All faults cleared", "故障已全部清除"],
};

const REMEMBERED = "qianshao-page-language";
let language = remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

function remembered() {
  try {
    const value = localStorage.getItem(REMEMBERED);
    return value === "zh" || value === "en" ? value : null;
  } catch {
    return null; // storage may be forbidden; the page works without it
  }
}

export const pageLanguage = () => language;
/** The page language as a BCP 47 tag, for `lang` attributes and date formats. */
export const pageLocale = () => (language === "zh" ? "zh-Hans" : "en-GB");

export function useLanguage(value) {
  language = value;
  try {
    localStorage.setItem(REMEMBERED, value);
  } catch {
    // not remembered, still used
  }
}

/** What the page says under `name`, with {places} filled from `values`. */
export function say(name, values = {}) {
  const text = STRINGS[name][language === "zh" ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (whole, place) => String(values[place] ?? whole));
}

/** A text of the page in both languages, as people's roles and stories are given. */
export function inBothLanguages(name) {
  const [en, zh] = STRINGS[name];
  return { en, zh_Hans: zh };
}

/** The text of a `{en, zh_Hans}` pair in the page's language. */
export function inPageLanguage(texts) {
  return (language === "zh" ? texts?.zh_Hans : texts?.en) ?? texts?.en ?? "";
}
