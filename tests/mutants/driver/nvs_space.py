"""Where NVS puts things, and how it reclaims space."""

from tests.mutants.driver.mutant import nvs

MUTANTS = [
    nvs(
        "a blob is split however little room is left",
        "blob:_leave_crowded_page",
        ("tailroom >= _WORTH_SPLITTING_BYTES", "tailroom"),
    ),
    nvs(
        "a blob is split only on an empty page",
        "blob:_leave_crowded_page",
        ("tailroom >= _WORTH_SPLITTING_BYTES", "tailroom == 4000"),
    ),
    nvs(
        "a page takes one entry more than it has",
        "page:Page.tailroom",
        ("ENTRY_COUNT - self.next_free - 1", "ENTRY_COUNT - self.next_free"),
    ),
    nvs(
        "a page left for the next is not marked full",
        "blob:_turn_page",
        ("store.manager.current.state != PageState.FULL", "False"),
    ),
    nvs("a full page is marked freeing", "page:Page.mark_full", ("PageState.FULL", "PageState.FREEING")),
    nvs(
        "a page just filled is kept for the index",
        "blob:_room_for_chunks",
        ("offset < size or tailroom - length < ENTRY_BYTES", "offset < size"),
    ),
    nvs(
        "no page is kept back for moving items",
        "page_manager:PageManager.request_new_page",
        ("len(self.free) >= 2", "len(self.free) >= 1"),
    ),
    nvs(
        "the fullest page is reclaimed",
        "page_manager:PageManager.request_new_page",
        ("max(self.pages", "min(self.pages"),
    ),
    nvs(
        "of equally empty pages the newest is reclaimed",
        "page_manager:PageManager.request_new_page",
        ("max(self.pages", "max(self.pages[::-1]"),
    ),
    nvs(
        "a page being emptied is not marked freeing",
        "page_manager:PageManager.request_new_page",
        ("victim.mark_freeing()", "pass"),
    ),
    nvs(
        "a page is marked freeing after its items were moved",
        "page_manager:PageManager.request_new_page",
        (
            "    victim.mark_freeing()\n    copy_items(victim, self.current)",
            "    copy_items(victim, self.current)\n    victim.mark_freeing()",
        ),
    ),
    nvs("an emptied page is not erased", "page_manager:PageManager.request_new_page", ("victim.erase()", "pass")),
    nvs(
        "sequence numbers skip one",
        "page_manager:PageManager._activate_page",
        ("self._next_sequence + 1", "self._next_sequence + 2"),
    ),
    nvs("sequence numbers start anew at a mount", "page_manager:PageManager.load", ("self.current.sequence + 1", "1")),
    nvs(
        "the last free page is taken first",
        "page_manager:PageManager._sort_in",
        ("self.free.append(page)", "self.free.insert(0, page)"),
    ),
    nvs(
        "pages are ordered by address",
        "page_manager:PageManager._sort_in",
        ("self.pages[position].sequence <= page.sequence", "True"),
    ),
    nvs(
        "a corrupt page is used without an erase",
        "page_manager:PageManager._activate_page",
        ("page.state == PageState.CORRUPT", "False"),
    ),
]
