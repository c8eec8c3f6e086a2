"""Pacing: never above any limit in any window, and nobody is forgotten."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.model import Lane
from bot.outbox.rules.pacing import (
    BREATH,
    FAVOUR_EVERY,
    FAVOURED,
    MINUTE,
    SECOND,
    TOLD_BY,
    Limits,
    Pacing,
    favourite,
)

LIMITS = Limits(overall=30, slack=0.0)
MESSAGES = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, -1, -2, *range(10, 90)]),
        st.sampled_from(list(Lane)),
        st.floats(0, 2),
    ),
    max_size=120,
)


def most_within(moments: list[float], span: float) -> int:
    """The most moments in any window of `span`; a hair is forgiven for floating point."""
    return max(
        (sum(1 for m in moments if start <= m < start + span - 1e-6) for start in moments),
        default=0,
    )


def next_moment(pacing: Pacing, chat_id: int, lane: Lane, now: float) -> float:
    """The earliest moment from `now` on at which this message may go."""
    while (opens := pacing.opens(lane, now)) > now or chat_id in pacing.full_chats(now):
        now = opens if opens > now else pacing.next_chat(now) or now
    return now


def sent(messages: list[tuple[int, Lane, float]]) -> list[tuple[float, int, Lane]]:
    """Each message as soon as it may go, having come so long after the one before."""
    pacing, now, gone = Pacing(LIMITS), 1_000.0, []
    for chat_id, lane, after in messages:
        now = next_moment(pacing, chat_id, lane, now + (0.0 if after > 1 else after / 10))
        pacing.went(chat_id, lane, now)
        gone.append((now, chat_id, lane))
    return gone


@given(MESSAGES)
def test_no_window_is_ever_overfull(messages: list[tuple[int, Lane, float]]) -> None:
    gone = sent(messages)
    assert most_within([now for now, _, _ in gone], SECOND) <= 30
    mass = [now for now, _, lane in gone if lane > Lane.EMERGENCY]
    assert most_within(mass, BREATH) <= 3
    for chat in {chat for _, chat, _ in gone}:
        moments = [now for now, chat_id, _ in gone if chat_id == chat]
        assert most_within(moments, LIMITS.burst / LIMITS.per_chat) <= LIMITS.burst
        if chat < 0:
            assert most_within(moments, MINUTE) <= 20


@given(MESSAGES)
def test_room_agrees_with_the_next_moment(messages: list[tuple[int, Lane, float]]) -> None:
    pacing, now = Pacing(LIMITS), 1_000.0
    for chat_id, lane, after in messages:
        now += after / 20
        for asked in Lane:
            assert (pacing.room(asked, now) != 0) == (pacing.opens(asked, now) <= now)
        if next_moment(pacing, chat_id, lane, now) <= now:
            pacing.went(chat_id, lane, now)
        else:
            full = chat_id in pacing.full_chats(now)
            assert full or pacing.room(lane, now) == 0


def test_a_group_takes_twenty_a_minute() -> None:
    gone = sent([(-5, Lane.ANSWER, 0.0)] * 41)
    assert gone[20][0] - gone[0][0] >= MINUTE
    assert gone[40][0] - gone[20][0] >= MINUTE


def test_a_crowd_uses_nearly_the_whole_limit() -> None:
    gone = sent([(chat, Lane.NOTICE, 0.0) for chat in range(1, 301)])
    assert gone[-1][0] - gone[0][0] < 10.1


def test_an_answer_waits_at_most_a_breath_behind_mass_messages() -> None:
    pacing, now = Pacing(LIMITS), 1_000.0
    for chat in range(1, 200):
        now = next_moment(pacing, chat, Lane.BULLETIN, now)
        pacing.went(chat, Lane.BULLETIN, now)
        assert next_moment(pacing, 1_000, Lane.ANSWER, now) - now <= BREATH + 1e-6


def test_retry_after_pauses_the_chat_it_names() -> None:
    pacing = Pacing(LIMITS)
    pacing.told(1, 7, 1_000.0)
    assert pacing.next_chat(1_000.0) == 1_007.0
    assert next_moment(pacing, 2, Lane.ANSWER, 1_000.0) == 1_000.0
    assert next_moment(pacing, 1, Lane.ANSWER, 1_000.0) == 1_007.0


def test_many_chats_told_to_wait_pause_all() -> None:
    pacing = Pacing(LIMITS)
    for chat in range(TOLD_BY):
        assert pacing.room(Lane.ANSWER, 1_000.0) == 30
        pacing.told(chat, 7, 1_000.0)
    assert pacing.room(Lane.ANSWER, 1_000.0) == 0
    assert next_moment(pacing, 99, Lane.ANSWER, 1_000.0) == 1_007.0


def test_without_a_limit_only_what_telegram_says_counts() -> None:
    pacing = Pacing(Limits(overall=0))
    for _ in range(500):
        pacing.went(1, Lane.ANSWER, 1_000.0)
    assert pacing.room(Lane.ANSWER, 1_000.0) is None
    pacing.told(1, 2, 1_000.0)
    assert pacing.full_chats(1_000.0) == {1}


def test_every_lane_has_its_turns_and_an_emergency_within_a_third_of_a_second() -> None:
    turns = [favourite(turn) for turn in range(FAVOUR_EVERY * len(FAVOURED) * 2)]
    assert {lane for lane in turns if lane is not None} == set(Lane) - {Lane.ANSWER}
    emergencies = [n for n, lane in enumerate(turns) if lane is Lane.EMERGENCY]
    assert max(b - a for a, b in pairwise(emergencies)) <= 10
