"""The administrative tree: provinces, prefectures, counties, townships, villages."""
