"""A small alliance as CSV files, for the tests of the reader: two allies, two capabilities."""

from pathlib import Path

from model.errors import InputError
from model.scenario import Scenario, read_scenario

HEADER = "parameter,country,item,year,value,unit,note"
WIDE = f"{HEADER},change,low,high"
TABLES = {
    "countries": """\
country,name,gdp,gdp_growth,defence_share,equipment_share,source,grade
AAA,Aland,1000,1,2,20,made up,C
BBB,Bland,3000,2,1,30,made up,C
""",
    "capabilities": """\
capability,area,name,unit
TANK,land,Tanks,tank
SHELL,supply,Shells,shell
""",
    "systems": """\
system,name,capability,unit_cost,lead,origin,source,grade
tank_a,Tank A,TANK,10,2,HERE,made up,C
tank_b,Tank B,TANK,8,1,THERE,made up,C
shell_a,Shell A,SHELL,0.01,0,HERE,made up,C
""",
    "inventory": """\
country,capability,stock,effective_share,retire_share,source,grade
AAA,TANK,100,100,0,made up,C
BBB,TANK,50,80,20,made up,C
AAA,SHELL,5000,100,0,made up,C
""",
    "production": """\
system,year,units,source,grade
tank_a,2025,10,made up,C
tank_a,2030,20,made up,C
""",
    "groups": "group,country\nBOTH,AAA\nBOTH,BBB\nONE,AAA\n",
    "origins": "origin,name,favoured\nHERE,Home,1\nTHERE,Abroad,0\n",
    "spending_plans": """\
country,year,defence_share,source,grade
AAA,2030,3,made up,C
""",
    "munition_use": "capability,platform,use_per_day,source,grade\nSHELL,TANK,2,made up,C\n",
    "us_provided": "capability,us_provided,source,grade\nTANK,40,made up,C\n",
}


def world(folder: Path, *rows: str, header: str = HEADER, **tables: str | None) -> Path:
    """A scenario of the given rows beside the small alliance; None leaves a table out."""
    reference = folder / "reference"
    reference.mkdir(exist_ok=True)
    for name, text in (TABLES | tables).items():
        path = reference / f"{name}.csv"
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")
    return scenario_file(folder / "scenario.csv", *(rows or ("uplift,,,,30,%,",)), header=header)


def scenario_file(path: Path, *rows: str, header: str = HEADER) -> Path:
    """A scenario file of the given rows, the first of them in line 2."""
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def read(folder: Path, *rows: str, header: str = HEADER, **tables: str | None) -> Scenario:
    """The scenario of the given rows over the small alliance."""
    return read_scenario(world(folder, *rows, header=header, **tables))


def problems(folder: Path, *rows: str, header: str = HEADER, **tables: str | None) -> list[str]:
    """The problems of the given rows, one line each, without the folder."""
    return problems_of(world(folder, *rows, header=header, **tables))


def problems_of(path: Path, reference: Path | None = None) -> list[str]:
    """The problems of a scenario file, one line each, without its folder; none if it is good."""
    try:
        read_scenario(path, reference)
    except InputError as error:
        return [str(problem).replace(f"{path.parent}/", "") for problem in error.problems]
    return []
