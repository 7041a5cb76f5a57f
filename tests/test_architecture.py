"""The structure of the package: imports point down only, and cheap commands stay cheap."""

import ast
import re
import subprocess
import sys
from functools import cache
from typing import NamedTuple

import pytest

from support.paths import SOURCE, TESTS
from support.syntax import dotted

# Every module of the package, bottom first: a module imports only from modules before it. A
# paragraph is a package or a module at the top; a new module gets its place here.
ORDER = """
    _docstrings
    vocabulary
    related_terms
    option_text number_text printable_text
    problem_groups
    errors
    input_limits input_files
    _extras public_holidays
    work_limits
    units
    datetimes
    explanation
    config config.file_keys config.toml_lines config.toml_size config.wording
    config.similar_words config.toml_table config.invalid_keys config.toml_file
    _arrays weekly_hours
    _numerics _numerics.coefficients _numerics.gamma_quantile _numerics.chunked
    _numerics.erlang_b _numerics.load_lookup _numerics.root_finding _numerics.correction
    _numerics.independent_sums
    _numerics.erlang_c _numerics.hypergeometric _numerics.least_integer
    _numerics.newton_erlang_a _numerics.newton_erlang_c _numerics.erlang_a
    _numerics.mixed_counts
    _numerics.finite_queue _numerics.inverse_erlang_c _numerics.inverse_erlang_a
    _numerics.timed_call _numerics.highspy_model _numerics.mathematical_program
    shrinkage
    erlang
    _target_inverses staffing
    queueing queueing._broadcast queueing.deflection queueing.escalation queueing._birth_death
    queueing._concurrency queueing._required_agents queueing._workload queueing._deadline_order
    queueing._ticket_simulation
    queueing.blending queueing.chat queueing.deferred queueing.lines queueing.patience
    queueing.priority queueing.retrials queueing.multiskill
    targets
    row_inputs demand
    io.forecast io.text_values io.forecast.queue_names io.output_paths io.atomic io.new_workbook
    io.styled_book io.day_chart
    io.forecast.problems io.forecast.read_options io.forecast.layouts io.forecast.heading_tables
    io.forecast.heading_words
    io.forecast.queue_words io.forecast.agents_words io.forecast.missing_columns
    io.forecast.log_words io.forecast.own_files io.forecast.report_words
    io.forecast.named_columns
    io.forecast.column_map io.forecast.formula_cells io.forecast.percent_cells
    io.forecast.calendar_words io.weekly_times config.weekly_values hour_premiums
    io.forecast.clock_times io.forecast.serial_dates
    io.forecast.iso_starts io.forecast.hour_labels io.forecast.unreadable_dates
    io.forecast.dates io.forecast.start_pairs io.forecast.headings io.forecast.column_labels
    io.forecast.numbers
    io.forecast.source io.archive io.workbook_xml io.workbook_guard
    io.forecast.date_order io.forecast.decoding
    io.forecast.delimited io.forecast.table_header io.forecast.queue_columns
    io.forecast.renamed_headings io.forecast.days_beside
    io.forecast.wide_rows io.forecast.wide_table io.forecast.day_dates
    io.forecast.frame_columns io.forecast.time_column io.forecast.end_times
    io.forecast.row_lengths
    io.forecast.summed_columns
    io.forecast.handle_time io.forecast.time_zones io.forecast.time_spans
    io.forecast.total_rows io.forecast.input_words io.forecast.input_cells
    io.forecast.input_columns
    io.forecast.quantile_columns
    io.forecast.columns io.forecast.intervals
    io.forecast.hour_totals
    io.forecast.table_size
    io.forecast.sheet_choice io.forecast.workbook io.forecast.gaps io.forecast.repeated_totals
    io.forecast.subtotals
    io.forecast.total_queues
    io.forecast.twelve_hours
    io.forecast.more_columns io.forecast.reader io.forecast.lost_thousands
    io.forecast.frame_headings
    io.forecast.frames io.forecast.result_frames
    io.typed_sheet io
    io.table_files io.saved_result io.event_dates io.period_totals
    io.contact_log io.contact_log.log_headings io.contact_log.outcomes io.contact_log.log_times
    io.contact_log.log_rows io.contact_log.log_reader
    history history.queue_patience history.count_periods history.contact_counts
    history.counts_document
    day_levels risk
    forecasting forecasting.history forecasting.named_days forecasting.outages
    forecasting.unusual_days forecasting.weekly_profile forecasting.level forecasting.learning_days
    forecasting.usual_week forecasting.opening_slots forecasting.methods
    forecasting.ordinary_days forecasting.daily_ets forecasting.outside_method
    forecasting.named_methods
    forecasting.volume_band forecasting.judged_weeks forecasting.backtest_result
    forecasting.backtest forecasting.marked_histories forecasting.expected_aht
    forecasting.future_days forecasting.records forecasting.forecast_tables
    forecasting.forecast_result forecasting.forecast forecasting.calendar_days
    forecasting.forecast_json forecasting.spread_totals
    planning planning.steps planning.interval_models planning.interval planning.given_agents
    planning.plan_document planning.cost_inputs planning.records
    planning.hourly_costs planning.period_costs
    planning.volume_risk planning.goal_inputs
    planning.plan_inputs
    planning.file_inputs planning.keyword_inputs
    planning.period_target planning.goal_agents planning.period_share
    planning.interval_explanation planning.solve
    planning.table_inputs planning.dataframe planning.heatmap planning.days_kept
    planning.goal_totals
    planning.totals planning.budget planning.hourly_peaks
    planning.plan_inputs_sheet
    planning.plan_csv_json
    planning.live_formulas planning.live_plan planning.plan_book planning.plan_period_sheets
    planning.plan_front_sheet planning.plan_map_sheets planning.plan_sheets
    planning.plan_notes_sheet
    planning.plan_workbook planning.plan_writer planning.plan
    planning.requirement_table planning.wide_requirement planning.plan_cells
    planning.cell_inputs planning.plan_table
    planning.plan_json_checks
    planning.plan_json_reader planning.plan_reader
    planning.given_columns planning.service_totals planning.service_document planning.service_files
    planning.expected_service
    centre.records centre.dependencies centre.opening_hours centre.config_values
    centre.config_models centre.config_deferred centre.config_seasons centre.config_tables
    centre.config_teams centre.config_minimum centre.config_premium centre.team_rules
    centre.config centre.describe
    centre.allocation centre.queue_records centre.volumes centre.single_queue
    centre.shared_pool centre.priority_queues centre.skill_groups
    centre.deferred_queues centre.deferred_trials centre.deferred_weeks centre.deferred_sizing
    centre.deferred_steps centre.deferred_work centre.blended
    centre.models centre.forecast_inputs centre.staffed_centre centre.explain
    centre.queue_costs centre.sharing centre.tiers
    centre.plan centre
    scheduling scheduling.covering scheduling.records scheduling.rostering
    scheduling.shortage_price
    scheduling.time_budget scheduling.tours scheduling.contracts scheduling.contract_rules
    scheduling.covering.problem
    scheduling.covering.validation scheduling.shift_templates scheduling.verify_cover
    scheduling.availability scheduling.night_shifts scheduling.plan_edges
    scheduling.covering.break_matching scheduling.covering.program
    scheduling.request scheduling.rule_values scheduling.rule_tables scheduling.rules_file
    scheduling.agents_headings scheduling.known_names scheduling.agents_file
    scheduling.week_patterns
    scheduling.break_assignment scheduling.covering.partial_cover scheduling.covering.relaxation
    scheduling.covering.service_level_curve scheduling.roster scheduling.tours.lines_of_work
    scheduling.covering.block_solver scheduling.covering.repair scheduling.covering.rounding
    scheduling.covering.quick_cover scheduling.covering.quick_kinds
    scheduling.covering.shortage_reasons scheduling.roster_shortages
    scheduling.fairness_prices
    scheduling.rostering.eligibility scheduling.rostering.day_by_day
    scheduling.rostering.improve scheduling.tours.model
    scheduling.even_breaks
    scheduling.rostering.agent_columns scheduling.rostering.night_constraints
    scheduling.rostering.line_graph scheduling.rostering.line_program
    scheduling.rostering.line_search scheduling.rostering.fairness
    scheduling.tours.rule_bound scheduling.tours.single_people
    scheduling.verify_person scheduling.verify_roster scheduling.covering.search
    scheduling.rostering.constraints scheduling.rostering.day_paths
    scheduling.rostering.week_outlook scheduling.rostering.person_path
    scheduling.rostering.shortage_reasons scheduling.tours.assignment scheduling.tours.search
    scheduling.covering.free_bound scheduling.covering.distinct_choice
    scheduling.covering.change_rows scheduling.covering.distinct_shifts
    scheduling.rostering.minimums scheduling.tours.quick_tours scheduling.tours.shortage_reasons
    scheduling.tours.tours
    scheduling.covering.cover scheduling.rostering.model scheduling.rostering.neighbourhood
    scheduling.rostering.preferences scheduling.rostering.quick_roster
    scheduling.rostering.roster_breaks scheduling.rostering.start_exchange
    scheduling.rostering.stable_starts
    scheduling.rostering.window_search
    scheduling.rostering.roster_notes scheduling.rostering.assign
    scheduling.minimum_staffing
    scheduling.net_shrinkage scheduling.horizon scheduling.requirements
    scheduling.daily_target scheduling.results scheduling.solution
    scheduling.daily_schedule scheduling.workable_shifts scheduling.full_time
    scheduling.shift_costs
    scheduling.schedule_claims
    scheduling.queue_schedule scheduling.build scheduling.agents_input scheduling.preparation
    scheduling.schedule_inputs
    scheduling.schedule_tables scheduling.schedule_document scheduling.schedule_book
    scheduling.schedule_rota_sheet scheduling.schedule_coverage_sheets
    scheduling.schedule_list_sheets scheduling.schedule_front_sheet scheduling.schedule_workbook
    scheduling.calendar_zone scheduling.schedule_calendar scheduling.earlier_calendar
    scheduling.schedule_files
    scheduling.schedule_result
    schedule
    reviewing reviewing.records reviewing.actuals reviewing.causes reviewing.confidence_note
    reviewing.pairing
    reviewing.periods reviewing.review_data reviewing.review_document reviewing.review_files
    reviewing.weekly_review
    comparing comparing.records comparing.interval_rows comparing.attribution
    comparing.differing_inputs comparing.plan_changes comparing.schedule_reader
    comparing.schedule_changes comparing.comparison comparing.comparison_document
    capacity_planning capacity_planning.records capacity_planning.headcount
    capacity_planning.evaluation capacity_planning.hiring_program capacity_planning.hiring_search
    capacity_planning.hiring_plan capacity_planning.budget_plan
    capacity_planning.rules_of_thumb capacity_planning.attrition_risk
    capacity_planning.volume_factors capacity_planning.file_records
    capacity_planning.interval_need capacity_planning.ramps
    capacity_planning.monthly_values capacity_planning.capacity_values
    capacity_planning.capacity_tables capacity_planning.capacity_sources
    capacity_planning.capacity_teams capacity_planning.capacity_models
    capacity_planning.team_inputs capacity_planning.capacity_file
    _plan_keywords
    scenarios scenarios.changes scenarios.cases scenarios.centre_case scenarios.kept_plan
    scenarios.outcome scenarios.grid scenarios.what_if scenarios.service_curve
    scenarios.agents_curve scenarios.whatif_document scenarios.functions
    capacity_planning.typical_weeks capacity_planning.typical_week_files
    capacity_planning.team_need capacity_planning.pilot capacity_planning.monthly_columns
    capacity_planning.capacity_dates capacity_planning.capacity_totals
    capacity_planning.capacity_data capacity_planning.capacity_input_lines
    capacity_planning.capacity_document capacity_planning.capacity_files
    capacity_planning.capacity_workbook capacity_planning.plan_months
    capacity_planning.month_explanation
    capacity_planning.hire_table capacity_planning.hire_numbers
    capacity_planning.hire_files capacity_planning.given_hires capacity_planning.hire_rules
    capacity_planning.capacity_result
    capacity_planning.planned_capacity
    capacity
    api history_forecast spread_volumes plan_review plan_comparison
    report report.text_table report.roster_text report.shift_list_text
    report.schedule_text report.interval_text report.cost_lines report.plan_lines
    report.risk_text
    report.plan_overview report.plan_screen
    report.plan_text report.explain_text report.expected_service_text
    report.count_text report.forecast_text report.chart_images report.forecast_plot
    report.review_text report.whatif_text report.curve_text report.comparison_text
    report.capacity_text report.pilot_text
    html_report html_report.page_records html_report.day_labels html_report.html_text
    html_report.chart_specs
    html_report.chart_html html_report.page_template html_report.whatif_data
    html_report.whatif_section
    html_report.heat_map html_report.service_charts html_report.day_charts
    html_report.plan_sections
    html_report.schedule_days html_report.coverage_charts html_report.shift_charts
    html_report.roster_grid
    html_report.schedule_sections html_report.forecast_sections html_report.review_sections
    html_report.capacity_months html_report.capacity_sections
    html_report.page html_report.document_reader html_report.report_files
    cli.process cli.output cli.terminal cli.watch
    cli.progress cli.settings_table cli.settings cli.table_options
    cli.options cli.risk_options cli.output_options cli.cost_options cli.goal_options
    cli.error_document cli.schema cli.config cli.calc cli.count cli.forecast cli.spread
    cli.plan_input
    cli.schedule_output cli.schedule cli.capacity cli.service cli.review cli.compare cli.report
    cli.forecast_input cli.staff cli.whatif
    cli.explain cli.command_line cli
""".split()  # noqa: SIM905 - a table
RANK = {module: rank for rank, module in enumerate(ORDER)}
# Heavy libraries, and libraries for input and output: the packages that may import them.
ALLOWED = {
    "pandas": {
        "capacity_planning",
        "explanation",
        "planning",
        "scenarios",
        "scheduling",
        "history",
        "forecasting",
        "api",
        "reviewing",
        "comparing",
    },
    "pydantic": {
        "planning",
        "capacity_planning",
        "scenarios",
        "scheduling",
        "config",
        "centre",
        "cli",
        "history",
        "forecasting",
        "reviewing",
        "comparing",
    },
    "typer": {"cli"},
    "rich": {"cli"},
    "narwhals": {"io"},
    "python_calamine": {"io"},
    "xlsxwriter": {"io"},
    "icalendar": {"scheduling", "io"},
    "holidays": {"public_holidays"},
    "vl_convert": {"report"},
    "statsmodels": {"forecasting"},
    "highspy": {"_numerics"},
    "scipy": {"_numerics", "scheduling", "queueing"},
}


def module_of(path):
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = {module_of(path): path for path in sorted(SOURCE.rglob("*.py"))}
MODULES = {module: path for module, path in PATHS.items() if module not in ("", "__main__")}
PACKAGES = {module for module, path in MODULES.items() if path.name == "__init__.py"}


def lazy_names():
    """The module that defines each name that `wfm` loads on first use, from its `_NAMES`."""
    for node in ast.parse(PATHS[""].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_NAMES":
            names = ast.literal_eval(node.value)
            return {name: module for module, text in names.items() for name in text.split()}
    raise AssertionError("wfm/__init__.py has no _NAMES")


LAZY = lazy_names()


def modules_imported(source):
    """The modules that the import statements of a source name, inside functions too.

    A name that `wfm` loads on first use counts as an import of the module that defines it,
    whether it is imported from `wfm` or is an attribute of it.
    """
    tree = ast.parse(source)
    packages = set()  # the names by which the source calls the package itself
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                if alias.name.split(".")[0] == "wfm" and not (alias.asname and "." in alias.name):
                    packages.add(alias.asname or "wfm")
        elif isinstance(node, ast.Call) and dotted(node.func) == "optional_package":
            yield ast.literal_eval(node.args[0])  # the one import by a string, of `_extras`
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            module = node.module or ""
            for alias in node.names:
                full = f"{module}.{alias.name}"
                if module == "wfm" and alias.name == "*":
                    yield from (f"wfm.{one}" for one in LAZY.values())
                elif full.removeprefix("wfm.") in MODULES:
                    yield full
                elif module == "wfm" and alias.name in LAZY:
                    yield f"wfm.{LAZY[alias.name]}"
                else:
                    yield module
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            package, _, name = dotted(node).partition(".")
            if package in packages and name in LAZY:
                yield f"wfm.{LAZY[name]}"
            elif package in packages and name in MODULES and name not in PACKAGES:
                yield f"wfm.{name}"


def imports(path):
    """The modules that a file imports."""
    return imported(path.read_text(encoding="utf-8"))


@cache
def imported(source):
    """The modules that a source imports, found once."""
    return tuple(modules_imported(source))


def dynamic_imports(source):
    """The lines of a source that import a module by a name that is a string."""
    ways = {"import_module", "__import__"}
    if not any(way in source for way in ways):  # most sources need not be parsed
        return
    for node in ast.walk(ast.parse(source)):
        names = {
            ast.Name: lambda node: {node.id},
            ast.Attribute: lambda node: {node.attr},
            ast.ImportFrom: lambda node: {alias.name for alias in node.names},
        }.get(type(node), lambda _: set())
        if names(node) & ways:
            yield node.lineno


def test_every_module_has_its_place_in_the_order():
    assert sorted(ORDER) == sorted(MODULES)


def imports_above(module, source):
    """The modules that a source imports although they are above it."""
    inner = [name.removeprefix("wfm.") for name in imported(source) if name[:4] == "wfm."]
    return [name for name in inner if name in RANK and RANK[name] >= RANK[module]]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    source = MODULES[module].read_text(encoding="utf-8")
    assert imports_above(module, source) == [], f"{module} imports what is above it"


@pytest.mark.parametrize(
    ("source", "above"),
    [
        ("from wfm import plan", ["api"]),
        ("from wfm import Target as T", ["targets"]),
        ("def f():\n    from wfm import staff", ["planning.dataframe"]),
        ("import wfm\nwfm.read_plan('plan.csv')", ["api"]),
        ("import wfm as package\npackage.make_schedule", ["schedule"]),
        ("import wfm.units\nwfm.plan", ["api"]),
        ("import wfm\nwfm.api.plan('forecast.csv')", ["api"]),
        ("import wfm\nwfm.io.atomic", ["io.atomic"]),
        ("from wfm import api", ["api"]),
        ("from wfm.api import plan", ["api"]),
        ("import wfm.api as units", ["api"]),
        ("from wfm import units, InputError", []),
        ("from wfm import asa", ["erlang"]),
    ],
)
def test_a_name_of_the_package_counts_as_its_module(source, above):
    assert imports_above("explanation", source) == above


def test_every_name_that_loads_on_first_use_is_in_the_module_named():
    import wfm

    assert set(LAZY) == set(wfm.__all__)
    assert set(LAZY.values()) <= set(MODULES)


@pytest.mark.parametrize("module", [name for name in PATHS if name not in ("", "_extras")])
def test_only_the_package_itself_imports_by_a_string(module):
    lines = list(dynamic_imports(PATHS[module].read_text(encoding="utf-8")))
    assert lines == [], f"{module} imports by a string in lines {lines}"


@pytest.mark.parametrize(
    "source",
    [
        'import importlib\nimportlib.import_module("wfm.api")',
        'import importlib as i\ni.import_module(f"wfm.{1}")',
        'from importlib import import_module as load\nload("wfm.api")',
        '__import__("wfm.api")',
        'import builtins\nbuiltins.__import__("wfm.api")',
    ],
)
def test_an_import_by_a_string_is_found_in_each_of_its_forms(source):
    assert list(dynamic_imports(source))


@pytest.mark.parametrize("module", MODULES)
def test_heavy_libraries_stay_in_their_packages(module):
    for name in imports(MODULES[module]):
        packages = ALLOWED.get(name.split(".")[0])
        assert packages is None or module.split(".")[0] in packages, f"{module} imports {name}"
        assert not name.startswith("scipy.stats")


# Stems of several modules, which do the same for another subject.
SHARED_STEMS = {
    "forecast": "a command and the functions behind it; the reader of forecasts",
    "records": "the records of a package",
    "plan": "the plan of one queue, of a centre",
    "explain": "an explanation: its command, that of a centre",
    "config": "settings of a team, of a centre",
    "schedule": "a command and the functions behind it",
    "capacity": "a command and the functions behind it",
    "search": "the search of an integer program",
    "model": "the integer program of a problem",
    "shortage_reasons": "why slots are understaffed: of shifts, of tours, of people by name",
}


def places(names_of):
    """The modules in which each name occurs, of the names that occur in several."""
    found = {}
    for module, path in MODULES.items():
        for name in names_of(path):
            found.setdefault(name, []).append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def classes(path):
    return syntax_of(path).classes


def test_no_class_name_is_defined_twice():
    assert places(classes) == {}


def test_no_two_modules_share_a_stem():
    stems = places(lambda path: {path.stem.removeprefix("_")} - {"_init__"})
    assert sorted(stems) == sorted(SHARED_STEMS), stems


def test_tests_mirror_the_source():
    """A test file is in the folder of its module and begins with the module's name."""
    for path in TESTS.rglob("test_*.py"):
        folder = path.relative_to(TESTS).parent
        if folder.parts and folder.parts[0] not in ("properties", "oracles", "browser"):
            stems = [p.stem.removeprefix("_") for p in (SOURCE / folder).glob("*.py")]
            stems.append(folder.name)  # a test of the package as a whole
            subject = path.stem.removeprefix("test_")
            assert any(subject == s or subject.startswith(f"{s}_") for s in stems if s), path


IMPORT_OF_TEST = re.compile(r"^\s*(import|from)\b.*\btest_", re.MULTILINE)


def test_tests_import_no_tests():
    for path in TESTS.rglob("*.py"):
        some = IMPORT_OF_TEST.search(path.read_text(encoding="utf-8"))
        for name in imports(path) if some else ():
            assert not name.split(".")[0].startswith("test_"), f"{path.name} imports {name}"


class Syntax(NamedTuple):
    """What tests ask of a file: its classes, the functions that it calls, its length."""

    classes: set[str]
    called: set[str]
    lines: int  # less those of its docstrings, which may be as long as they need


@cache
def syntax_of(path):
    """What tests ask of a file, which is parsed once."""
    text = path.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = [n.body[0] for n in nodes if isinstance(n, kinds) and ast.get_docstring(n)]
    calls = [n.func for n in nodes if isinstance(n, ast.Call)]
    return Syntax(
        {node.name for node in nodes if isinstance(node, ast.ClassDef)},
        {func.id for func in calls if isinstance(func, ast.Name)},
        len(text.splitlines()) - sum(doc.end_lineno - doc.lineno + 1 for doc in docs),
    )


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_modules_stay_small(path):
    assert syntax_of(path).lines <= 400
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


def loaded_modules(code, *arguments):
    """The modules that a fresh interpreter has loaded after running some code."""
    script = f"import sys\n{code}\nprint('modules:', *sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split("modules:")[1].split())


def loaded_after(code, *arguments):
    """The packages and top-level modules that are loaded after running some code."""
    return {name.split(".")[0] for name in loaded_modules(code, *arguments)}


RUN = "import wfm.cli\ntry: wfm.cli.main()\nexcept SystemExit as stop: assert not stop.code, stop"


def test_import_wfm_loads_nothing_heavy():
    assert not loaded_after("import wfm") & {"numpy", "scipy", "pandas", "pydantic", "typer"}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["staff", "--help"]])
def test_help_loads_nothing_heavy(words):
    loaded = loaded_after(RUN, *words)
    assert "typer" in loaded
    # typer itself loads pydantic as soon as it looks at the options of a command
    heavy = {"numpy", "scipy", "pandas"} | ({"pydantic"} if len(words) == 1 else set())
    assert not loaded & heavy


def test_staffing_a_fortnight_loads_no_pandas():
    loaded = loaded_after(RUN, "staff", "examples/forecast.csv", "--quiet", "--json")
    assert "numpy" in loaded
    assert not loaded & {"pandas", "xlsxwriter", "python_calamine"}


def test_calc_loads_only_what_it_needs():
    loaded = loaded_modules(RUN, "calc", "100", "--aht", "3m")
    assert "wfm.report.interval_text" in loaded
    # typer loads pydantic itself; scipy and the other models are loaded by the models that use them
    assert not {name.split(".")[0] for name in loaded} & {"pandas", "rich", "scipy"}
    packages = ("wfm.centre", "wfm.scheduling", "wfm.queueing", "wfm.io", "wfm.config")
    assert not [name for name in loaded if name.startswith(packages)]
    reports = {name for name in loaded if name.startswith("wfm.report.")}
    assert reports == {"wfm.report.interval_text", "wfm.report.text_table"}


def test_staffing_loads_no_centre_and_no_scheduling():
    loaded = loaded_modules(RUN, "staff", "examples/forecast.csv", "--quiet", "--json")
    assert not [name for name in loaded if name.startswith(("wfm.centre", "wfm.scheduling"))]


def test_every_public_name_is_there_and_listed():
    import wfm

    for name in wfm.__all__:
        assert getattr(wfm, name).__doc__, name
        assert name in dir(wfm)
    with pytest.raises(AttributeError, match="no attribute 'agent'"):
        _ = wfm.agent


def test_modules_are_listed_and_load_by_their_names():
    code = "import wfm\nfor name in ('queueing', 'centre', 'schedule'):\n"
    code += "    assert name in dir(wfm) and getattr(wfm, name).__name__ == f'wfm.{name}'"
    assert {"wfm.queueing", "wfm.centre", "wfm.schedule"} <= loaded_modules(code)


def test_nothing_is_printed_outside_the_command_line():
    for path in MODULES.values():
        assert "print" not in syntax_of(path).called, path
