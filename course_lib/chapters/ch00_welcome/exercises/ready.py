"""Ready: six questions that tell whether the learner knows enough to go on."""

from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

ready = Quiz(
    __name__,
    "ready",
    ("Are you ready? Six questions", "准备好了吗？六道小题"),
    Item(
        "the axes of a batch",
        "A batch of sentences is a tensor of shape (32, 10, 64). What are the sizes in this course?",
        "一批句子的张量形状是 (32, 10, 64)。在本课程里，这三个数依次是什么？",
        wrong(
            "32 tokens, 10 sentences, 64 numbers for each token",
            "32 个词元，10 个句子，每个词元用 64 维的向量表示",
            "Some libraries put time first. This course puts the batch first.",
            "有些库把时间放在第一维；本课程一律把批量放在第一维。",
        ),
        right(
            "32 sentences, 10 tokens each, 64 numbers for each token",
            "32 个句子，每句 10 个词元，每个词元用 64 维的向量表示",
            "Batch first, then time, then numbers.",
            "先是批量，再是时间，最后是表示词元的数。",
        ),
        wrong(
            "32 sentences, 10 numbers for each token, a vocabulary of 64",
            "32 个句子，每个词元用 10 个数表示，词表大小为 64",
            "The numbers that stand for a token are the last axis.",
            "表示词元的那些数总在最后一维。",
        ),
    ),
    Item(
        "softmax picks the largest",
        "What does softmax do to a list of numbers?",
        "softmax 对一串数做了什么？",
        right(
            "positive numbers that add up to 1, in the same order of size",
            "变成一组正数，加起来等于 1，大小顺序不变",
            "That is a probability distribution.",
            "也就是一个概率分布。",
        ),
        wrong(
            "a 1 for the largest, 0 for all others",
            "最大的变成 1，其余变成 0",
            "That is argmax as a one-hot vector. Softmax leaves something to each of them.",
            "那是用独热向量表示的 argmax。softmax 给每个数都留下一份。",
        ),
        wrong(
            "each is divided by the sum of all",
            "每个数都除以总和",
            "Almost: the exponential comes first. Without it a share could be negative, and the sum could "
            "be 0.",
            "差一步：要先取指数。不取的话，份额可能是负的，总和也可能是 0。",
        ),
    ),
    Item(
        "cross-entropy is one minus the probability",
        "A model gives the right class probability 0.5. What is its cross-entropy, in nats?",
        "模型给正确类别的概率是 0.5，交叉熵是多少 nat？",
        wrong(
            "0.5",
            "0.5",
            "One minus the probability is no cross-entropy: take the logarithm.",
            "1 减去概率并不是交叉熵：要取对数。",
        ),
        wrong(
            "1",
            "1",
            "In bits it is 1 (base 2). A nat belongs to the natural logarithm.",
            "以 2 为底是 1 比特。nat（奈特）用的是自然对数。",
        ),
        right(
            "about 0.69",
            "约 0.69",
            "−ln 0.5 ≈ 0.69. The surer the model is of the right answer, the closer to 0.",
            "−ln 0.5 ≈ 0.69。模型对正确答案越有把握，它越接近 0。",
        ),
    ),
    Item(
        "the gradient points to the minimum",
        "What does one step of gradient descent change, and in which direction?",
        "梯度下降的一步改变了什么，朝哪个方向？",
        wrong(
            "the parameters, a little, along the gradient of the loss",
            "参数，沿着损失的梯度方向走一小步",
            "The gradient points to where the loss grows.",
            "梯度指向损失增大的方向。",
        ),
        right(
            "the parameters, a little, against the gradient of the loss",
            "参数，沿着损失的梯度的反方向走一小步",
            "Against it the loss falls, if the step is small.",
            "步子够小时，朝反方向走损失会下降。",
        ),
        wrong(
            "the training examples, so that they fit the model better",
            "训练样本，使它们更符合模型",
            "The data stay as they are; the model fits itself to them.",
            "数据不变，是模型去适应数据。",
        ),
    ),
    Item(
        "a good training score is enough",
        "Why is a model judged on data that it was not trained on?",
        "为什么要用没有训练过的数据来评判模型？",
        wrong(
            "because it saves time",
            "因为这样省时间",
            "That is not the reason: even a free test on the training data would mislead.",
            "原因不在这里：就算不花时间，在训练数据上测试也会误导人。",
        ),
        wrong(
            "because unseen data are harder",
            "因为没见过的数据更难",
            "They need not be: both may come from the same source. They are new to the model.",
            "未必更难：两者可以来自同一个来源。关键是模型没有见过。",
        ),
        right(
            "because it could have learnt the training pairs by heart",
            "因为它可能只是把训练数据背了下来",
            "Only unseen pairs show whether it learnt the rule.",
            "只有没见过的数据才能说明它学会了规律。",
        ),
    ),
    Item(
        "recurrent means trained repeatedly",
        "What makes a network recurrent?",
        "“循环”神经网络循环在哪里？",
        right(
            "the same function again and again: new input and old hidden state give the new one",
            "同一个函数反复使用：由新的输入和旧的隐状态算出新的隐状态",
            "Chapter 02 builds one from tensors.",
            "第 02 章会用张量亲手搭一个。",
        ),
        wrong(
            "it is trained on the same data several times",
            "同样的数据要训练好几遍",
            "Those are epochs; any network may have them.",
            "那叫轮（epoch），什么网络都可以训练好几轮。",
        ),
        wrong(
            "each position has weights of its own",
            "每个位置都有自己的权重",
            "On the contrary: all positions share the weights, so any length will do.",
            "恰恰相反：所有位置共用同一组权重，所以多长的序列都能处理。",
        ),
    ),
)
