/** grammY with its conversations plugin: the form is a loop that waits; the plugin keeps in PostgreSQL what it needs to replay it. */
import { conversations, createConversation } from '@grammyjs/conversations';
import { PsqlAdapter } from '@grammyjs/storage-psql';
import { Bot, webhookCallback } from 'grammy';
import { API_ROOT, BOT_TOKEN, buttonsOf, isAnswer, keepAnswer, listen, openDatabase, questions, WEBHOOK_SECRET } from './shared.mjs';

const pool = await openDatabase();
const bot = new Bot(BOT_TOKEN, { client: { apiRoot: API_ROOT } });

async function assess(conversation, ctx) {
  const chat = ctx.chatId;
  for (const question of questions.slice(0, -1)) {
    await ctx.reply(question.text, { reply_markup: { inline_keyboard: buttonsOf(question) } });
    const { callbackQuery } = await conversation.waitForCallbackQuery(
      question.choices.map(({ id }) => id).filter((id) => isAnswer(question, id)),
    );
    if (callbackQuery.data.startsWith('a-'))
      await conversation.external(async () => {
        await keepAnswer(pool, chat, question.id, callbackQuery.data);
      });
  }
  const end = questions.at(-1);
  await ctx.reply(end.text, { reply_markup: { inline_keyboard: buttonsOf(end) } });
}

// The spinning clock of the button; nothing waits for it.
bot.on('callback_query', (ctx, next) => {
  ctx.answerCallbackQuery().catch(console.error);
  return next();
});
bot.use(conversations({ storage: await PsqlAdapter.create({ tableName: 'conversations', client: pool }) }));
bot.use(createConversation(assess));
bot.command('start', (ctx) => ctx.conversation.enter('assess'));
bot.catch(({ error }) => console.error(error));

await bot.init();
listen(webhookCallback(bot, 'http', { secretToken: WEBHOOK_SECRET }));
