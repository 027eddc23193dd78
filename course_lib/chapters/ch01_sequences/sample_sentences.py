"""Sample sentences in English and in Chinese, for labs that build a small vocabulary on the spot."""

ENGLISH = tuple(
    """\
Good morning.
Where are you?
I am at home.
It is raining again.
Please close the window.
My friend is a teacher.
She likes hot tea in the morning.
He reads the newspaper every day.
We are learning a new language.
What time does the train leave?
The train leaves at nine o'clock.
I cannot find my keys.
They were on the kitchen table.
Would you like some more rice?
No, thank you, I am full.
My sister works in a small bookshop.
The children are playing in the garden.
This question is easy, but the next one is hard.
I will call you tomorrow.
Can you help me carry this bag?
The soup is too hot.
It was a friendly and helpful answer.
Her brother is learning to play the piano.
How much does this cost?
That is cheaper than I thought.
We walked along the river until it was dark.
The weather is nicer today than it was yesterday.
I forgot my umbrella at the office.
Do you know the way to the station?
Turn left at the lights.
The shop opens at ten and closes at six.
He was happy to see his old friends.
I have never been so unhappy with a computer.
The computer is slow today.
She wrote a long letter to her grandmother.
Thank you for your kindness.
Let us meet in front of the library.
The bus was late, so we took a taxi.
I like working in the evening, when it is quiet.
See you next week!
""".splitlines()
)
CHINESE = tuple(
    """\
早上好。
你在哪里？
我在家。
又下雨了。
请把窗户关上。
我的朋友是老师。
她早上喜欢喝热茶。
他每天都看报纸。
我们在学一门新语言。
火车几点开？
火车九点开。
我找不到钥匙了。
钥匙就在厨房的桌子上。
你要不要再来一点米饭？
不用了，谢谢，我吃饱了。
我姐姐在一家小书店工作。
孩子们在花园里玩。
这个问题很容易，下一个就难了。
我明天给你打电话。
你能帮我拿一下这个包吗？
汤太烫了。
我喜欢大自然，也喜欢动物。
她弟弟正在学弹钢琴。
这个多少钱？
比我想的便宜。
我们沿着河一直走到天黑。
今天的天气比昨天好。
我把雨伞忘在办公室了。
你知道去车站怎么走吗？
到红绿灯那里左转。
这家店十点开门，六点关门。
他见到老朋友很高兴。
这件事请你来处理。
今天电脑很慢。
她给奶奶写了一封长信。
谢谢你的好意。
我们在图书馆门口见吧。
公共汽车晚点了，所以我们坐了出租车。
我喜欢在晚上工作，因为那时候很安静。
下周见！
""".splitlines()
)
