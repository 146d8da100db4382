/** telegraf with a scene, its session in PostgreSQL through @telegraf/session. */
import { Agent } from 'node:http';
import { Postgres } from '@telegraf/session/pg';
import { Scenes, session, Telegraf } from 'telegraf';
import {
  API_ROOT,
  BOT_TOKEN,
  buttonsOf,
  isAnswer,
  keepAnswer,
  listen,
  openDatabase,
  questions,
  WEBHOOK_PATH,
  WEBHOOK_SECRET,
} from './shared.mjs';

const pool = await openDatabase();
// An answer within the webhook's would let the next press overtake the scene's state: answers were asked twice.
const bot = new Telegraf(BOT_TOKEN, { telegram: { apiRoot: API_ROOT, webhookReply: false } });
// telegraf drops its own for addresses without TLS.
bot.telegram.options.agent = new Agent({ keepAlive: true });

function ask(ctx) {
  const question = questions[ctx.scene.state.at];
  return ctx.reply(question.text, { reply_markup: { inline_keyboard: buttonsOf(question) } });
}

const assess = new Scenes.BaseScene('assess');
assess.enter(ask);
assess.on('callback_query', async (ctx) => {
  ctx.answerCbQuery().catch(console.error);
  const question = questions[ctx.scene.state.at];
  const { data } = ctx.callbackQuery;
  if (!isAnswer(question, data)) return ask(ctx);
  if (data.startsWith('a-')) await keepAnswer(pool, ctx.chat.id, question.id, data);
  ctx.scene.state.at += 1;
  await ask(ctx);
  if (ctx.scene.state.at === questions.length - 1) await ctx.scene.leave();
});

bot.use(session({ store: Postgres({ pool, table: 'sessions' }) }));
bot.use(new Scenes.Stage([assess]).middleware());
bot.start((ctx) => ctx.scene.enter('assess', { at: 0 }));
bot.catch(console.error);

bot.botInfo = await bot.telegram.getMe();
listen(bot.webhookCallback(WEBHOOK_PATH, { secretToken: WEBHOOK_SECRET }));
