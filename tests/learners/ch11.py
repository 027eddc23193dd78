"""Learners of chapter 11."""

import numpy as np
import torch
from torch.nn import functional

from course_lib.chapters.ch11_applications import exercises as ch11

from . import right, wrong


@right(ch11.stack_frames)
def stacked_by_split(frames, count):
    rows = [part.flatten() for part in frames.split(count)]
    return torch.stack([functional.pad(row, (0, count * frames.shape[1] - len(row))) for row in rows])


@right(ch11.stack_frames)
def stacked_in_numpy(frames, count):
    rows = -(-len(frames) // count)
    made = np.zeros((rows * count, frames.shape[1]), dtype=np.float32)
    made[: len(frames)] = frames.numpy()
    return made.reshape(rows, -1)


@wrong(ch11.stack_frames, "The last frames are lost", "最后几帧丢了")
def stacked_and_cut(frames, count):
    whole = len(frames) // count
    return frames[: whole * count].reshape(whole, count * frames.shape[1])


@wrong(ch11.stack_frames, "They belong behind the last", "应当补在最后一帧后面")
def stacked_from_the_end(frames, count):
    return functional.pad(frames, (0, 0, -len(frames) % count, 0)).reshape(-1, count * frames.shape[1])


@right(ch11.centred)
def centred_in_a_loop(batch, lengths):
    made = torch.zeros_like(batch)
    for b, length in enumerate(lengths.tolist()):
        made[b, :length] = batch[b, :length] - batch[b, :length].mean(0)
    return made


@right(ch11.centred)
def centred_by_where(batch, lengths):
    real = torch.arange(batch.shape[1])[None, :, None] < lengths[:, None, None]
    kept = torch.where(real, batch, torch.nan)
    return torch.nan_to_num(kept - kept.nanmean(1, keepdim=True))


@wrong(ch11.centred, "The padding was counted", "填充算进去了")
def centred_by_mean(batch, lengths):
    made = batch - batch.mean(dim=1)[:, None]
    for b, length in enumerate(lengths.tolist()):
        made[b, length:] = 0
    return made


@wrong(ch11.centred, "no longer 0", "不再是 0")
def centred_everywhere(batch, lengths):
    means = torch.stack([row[:length].mean(0) for row, length in zip(batch, lengths.tolist(), strict=True)])
    return batch - means[:, None]


@right(ch11.held_out)
def held_out_in_a_loop(pairs, count):
    order = []
    for source, _ in pairs:
        if source not in order:
            order.append(source)
    first, second = [], []
    for pair in pairs:
        (second if pair[0] in order[-count:] else first).append(pair)
    return first, second


@right(ch11.held_out)
def held_out_by_groups(pairs, count):
    places = {}
    for place, (source, _) in enumerate(pairs):
        places.setdefault(source, []).append(place)
    apart = sorted(place for group in list(places.values())[-count:] for place in group)
    return [pair for place, pair in enumerate(pairs) if place not in apart], [pairs[place] for place in apart]


@wrong(ch11.held_out, "You cut the list of pairs", "你切的是对的列表")
def held_out_by_place(pairs, count):
    border = len(pairs) - count
    return pairs[:border], pairs[border:]


@wrong(ch11.held_out, "the first sources", "前面的源序列")
def held_out_from_the_front(pairs, count):
    apart = list(dict.fromkeys(source for source, _ in pairs))[:count]
    return [pair for pair in pairs if pair[0] not in apart], [pair for pair in pairs if pair[0] in apart]


@right(ch11.warped_distance)
def warped_in_numpy(costs):
    costs = costs.numpy()
    total = costs.astype(float)
    for i in range(costs.shape[0]):
        for j in range(costs.shape[1]):
            before = [(a, b) for a, b in ((i - 1, j - 1), (i - 1, j), (i, j - 1)) if a >= 0 and b >= 0]
            if before:
                total[i, j] += min(total[a, b] for a, b in before)
    return float(total[-1, -1])


@right(ch11.warped_distance)
def warped_by_recursion(costs):
    def to(i, j):
        if i == j == 0:
            return costs[0, 0].item()
        ways = [to(a, b) for a, b in ((i - 1, j - 1), (i - 1, j), (i, j - 1)) if a >= 0 and b >= 0]
        return costs[i, j].item() + min(ways)

    return to(costs.shape[0] - 1, costs.shape[1] - 1)


@wrong(ch11.warped_distance, "That is greedy", "这是贪心")
def warped_greedily(costs):
    i = j = 0
    price = float(costs[0, 0])
    while i < costs.shape[0] - 1 or j < costs.shape[1] - 1:
        ways = [(i + 1, j + 1), (i + 1, j), (i, j + 1)]
        ways = [way for way in ways if way[0] < costs.shape[0] and way[1] < costs.shape[1]]
        i, j = min(ways, key=lambda way: float(costs[way]))
        price += float(costs[i, j])
    return price


@wrong(ch11.warped_distance, "without any warping", "没有伸缩")
def warped_along_the_diagonal(costs):
    rows, columns = costs.shape
    places = range(max(rows, columns))
    return sum(float(costs[min(k, rows - 1), min(k, columns - 1)]) for k in places)
