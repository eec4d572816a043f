"""A table: what was once found wrong with taking in, giving back and grading, and the tests that hold each.

What a student can hand in stands there between two honest students.
"""

import pytest
import test_allowed as allowed
import test_answers as answers
import test_cells as cells
import test_choose as choose
import test_collect as collect
import test_downloads as downloads
import test_durable as durable
import test_exercises as exercises
import test_giving_back as giving_back
import test_grading_again as again
import test_harmless as harmless
import test_hostile as hostile
import test_killed as killed
import test_new_set as new_set
import test_people as people
import test_sandbox as sandbox
import test_upload as upload
import test_walk as walk
import test_who as who

IN, WHO, CODE = downloads.BOBS_FILES, who.WHO, hostile.CODE
FAULTS = {
    # taking in
    "a student's archive takes the place of another one's work": (IN, "an archive names another student: "),
    "of two zips of the whole course only one is taken in": (WHO, "Canvas, zips of the whole course"),
    "Blackboard's user names are cut at _": (WHO, "Blackboard, user names with _"),
    "the older of two attempts counts": choose.test_the_later_attempt_counts_by_the_date_in_its_name,
    "an archive named like the set makes a new student": (IN, "an archive named like the set"),
    "two groups' namesakes are one student": (WHO, "groups"),
    "names that differ in a vowel sign are one student": (WHO, "vowel signs"),
    "a newer notebook of another kind counts": (IN, "a newer notebook of another set"),
    "a scratch notebook counts": (IN, "a scratch notebook"),
    "the whole course is handed in": (IN, "the whole course"),
    "stride.ipynb.zip is taken for a notebook": (IN, "one compressed file"),
    "what Finder adds counts": (IN, "what Finder adds"),
    "a damaged archive stops all": (IN, "an archive with three bytes flipped"),
    "a small archive fills memory and disk": (IN, "an archive that holds 60 MB"),
    "links, dangling links and pipes are followed": downloads.test_links_and_pipes_are_not_followed,
    "an anonymous student who hands in again is two": choose.test_late_and_again_in_canvas,
    "Google Classroom is not understood": (walk.MADE, "Google Classroom"),
    "a capital letter is not understood": (IN, "a capital letter"),
    "the untouched notebook beside a copy counts": (IN, "a copy"),
    "a name added to the notebook's is not understood": (IN, "a name added"),
    "Moodle's numbers of two sets make one of two people": people.test_moodles_numbers_tell_nobody_from_set_to_set,
    "a quote in a file's name is eaten": collect.test_a_name_reaches_the_command_as_it_is,
    # giving back
    "a late hand-in has two grades": giving_back.test_lateness_is_one_number_everywhere,
    "new points do not count": durable.test_points_tests_and_seed_grade_again_and_what_was_given_by_hand_stays,
    "the table has no id, maximum and lateness": giving_back.test_the_table_has_a_row_for_each_and_no_formula,
    "Canvas's attachment id is thrown away": upload.test_canvas,
    "a text that nobody read has 0 points": giving_back.test_everybody_gets_a_page_with_the_points_of_each_question,
    "feedback has dead links and asks the network": giving_back.test_a_page_is_whole_by_itself,
    "an old page stays beside a new grade": again.test_a_new_grade_takes_the_place_of_the_old_one,
    "a set of one's own fails the tests": new_set.test_it_holds_what_every_set_must_hold,
    # grading
    "killed in the middle, nothing goes on": killed.test_killed_at_random_moments,
    "what was graded by half stays so": durable.test_what_was_not_graded_to_the_end_is_graded_again,
    "what was taken in by half is called unchanged": (collect.test_what_was_not_taken_in_to_the_end_is_taken_in_again),
    "a busy machine costs points": sandbox.test_whoever_gets_no_core_is_starved_and_not_slow,
    "what got no core is not tried again": again.test_what_got_no_core_is_judged_once_more_when_nothing_else_is,
    "the course's own code is an answer": allowed.test_nothing_of_the_course_is_an_answer,
    "a finished call earns points": exercises.test_ready_made_answer_loses_its_points_and_no_others,
    "a link runs a script": harmless.test_links_are_dead,
    "names of errors tell hidden inputs": (CODE, "tells a hidden input by the kind of its error"),
    "a module that is not there takes the cell along": (CODE, "a module that is not there"),
    "a deque is right for check and wrong for the grade": answers.test_check_and_grade_agree,
    "an answer fills the judge's memory": (CODE, "far too much"),
    "190,000 cells take minutes": (hostile.FILES, "190,000 cells"),
    "a lost gradebook stops all": durable.test_a_gradebook_that_is_lost_or_broken_is_made_again,
    "two runs at once disturb each other": durable.test_the_second_of_two_says_that_the_first_is_running,
    "what asks Jupyter earns nothing": (CODE, "asks Jupyter"),
    "a cell that waits earns nothing": (cells.RUNS, "await"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_test(fault):
    match FAULTS[fault]:
        case table, beginning:
            assert any(row.startswith(beginning) for row in table)
        case test:
            assert test.__name__.startswith("test_")
