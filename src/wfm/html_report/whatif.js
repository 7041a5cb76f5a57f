"use strict";
// The what-if of a plan: agents, people, service and cost after changes, by `wfmErlang`.
globalThis.wfmWhatIf = (() => {
  // ---- what is computed

  // The target of some rows after the changes.
  function changedTarget(setting, changes) {
    const target = { ...setting };
    if (changes.serviceLevel !== undefined) target.service_level = changes.serviceLevel;
    if (changes.within !== undefined) target.within = changes.within;
    if (changes.shrinkage !== undefined) target.shrinkage = changes.shrinkage;
    if (changes.patience !== undefined) target.patience = changes.patience;
    return target;
  }

  function isEndless(target) {
    return target.patience === null || target.patience === Infinity;
  }

  // Why the changes cannot be computed, in words; "" if they can.
  function refusal(data, changes) {
    for (const setting of data.settings) {
      const target = changedTarget(setting, changes);
      if (target.abandonment !== null && isEndless(target)) {
        return "The plan has a target for abandonment, which needs a patience.";
      }
    }
    return "";
  }

  // Agents, people and service of each row; `kept` is the service of the people of the plan.
  function computeRows(data, changes = {}) {
    const erlang = wfmErlang(data.fits), { rows } = data;
    const targets = data.settings.map((one) => changedTarget(one, changes));
    const solved = new Map();
    return rows.volume.map((before, row) => {
      const volume = before * (changes.volume ?? 1), setting = rows.setting[row];
      const aht = volume === 0 ? 1 : rows.aht[row] * (changes.aht ?? 1);
      const key = `${setting} ${volume} ${aht}`;
      const load = volume * aht / data.interval, target = targets[setting];
      if (!solved.has(key)) solved.set(key, solve(erlang, load, aht, target, rows.agents[row]));
      const kept = keptAgents(erlang, data, row, target);
      const level = kept === solved.get(key).agents
        ? solved.get(key).level : erlang.measures(kept, load, aht, target).level;
      return { volume, ...solved.get(key), keptAgents: kept, keptLevel: level };
    });
  }

  // The agents of one load, their people, and their service for the forecast itself.
  function solve(erlang, load, aht, target, guess) {
    const required = erlang.agentsRequired(load * target.volume_factor, aht, target, guess);
    const agents = Math.max(required, target.min_agents);
    const people = erlang.scheduled(agents, target.shrinkage);
    return { agents, scheduled: people, ...erlang.measures(agents, load, aht, target) };
  }

  // Agents on contacts if the people on the schedule stay.
  function keptAgents(erlang, data, row, target) {
    const before = 1 - data.settings[data.rows.setting[row]].shrinkage;
    const after = 1 - target.shrinkage;
    const net = data.rows.scheduled[row] * (1 - (1 - after));
    return after === before ? data.rows.agents[row] : erlang.nearest(net * 1e9) / 1e9;
  }

  // The figures of all rows together, and by day.
  function compute(data, changes = {}) {
    const solved = computeRows(data, changes), { rows } = data;
    const all = figures(data, solved, solved.keys());
    const byDay = new Map();
    solved.forEach((_, row) => {
      const day = data.starts[rows.start[row]].slice(0, 10);
      byDay.set(day, [...(byDay.get(day) ?? []), row]);
    });
    const targets = rows.setting.map((one) => changedTarget(data.settings[one], changes));
    const fte = all.paidHours / (data.contract_hours * data.weeks);
    return {
      ...all,
      fte,
      people: roundedUp(fte),
      peak: peak(rows.start, solved),
      abandonment: targets.every(isEndless) ? null : all.abandonment,
      days: [...byDay].map(([day, some]) => [day, figures(data, solved, some)]),
    };
  }

  // Sums and means over some rows.
  function figures(data, solved, some) {
    const hours = data.interval / 3600, hasCost = data.rates !== null;
    const sum = {
      contacts: 0, agents: 0, scheduled: 0, inTime: 0, waiting: 0, busy: 0, abandoned: 0,
      kept: 0, cost: 0,
    };
    for (const row of some) {
      const one = solved[row];
      sum.contacts += one.volume;
      sum.agents += one.agents;
      sum.scheduled += one.scheduled;
      sum.inTime += one.volume * one.level;
      sum.kept += one.volume * one.keptLevel;
      sum.busy += one.agents * one.occupancy;
      if (one.volume > 0) sum.waiting += one.volume * one.asa;
      if (one.volume > 0) sum.abandoned += one.volume * one.abandonment;
      if (hasCost) sum.cost += one.scheduled * hours * hourlyCost(data, row);
    }
    const share = (part, empty) => sum.contacts ? part / sum.contacts : empty;
    return {
      contacts: sum.contacts,
      agentHours: sum.agents * hours,
      paidHours: sum.scheduled * hours,
      serviceLevel: share(sum.inTime, 1),
      asa: share(sum.waiting, 0),
      occupancy: sum.agents ? sum.busy / sum.agents : 0,
      abandonment: share(sum.abandoned, 0),
      cost: hasCost ? sum.cost : null,
      costPerContact: hasCost ? share(sum.cost, null) : null,
      keptServiceLevel: share(sum.kept, 1),
    };
  }

  // A paid hour with the premium of its time.
  function hourlyCost(data, row) {
    const { queue, premium } = data.rows;
    return data.rates[queue[row]] + (premium === null ? 0 : premium[row]);
  }

  // The most people on the schedule at once, of all queues.
  function peak(start, solved) {
    const people = new Map();
    solved.forEach((one, row) => {
      people.set(start[row], (people.get(start[row]) ?? 0) + one.scheduled);
    });
    return [...people.values()].reduce((most, one) => Math.max(most, one), 0);
  }

  // Whole people; a sum within its rounding error of an integer is that integer.
  function roundedUp(fte) {
    const whole = Math.round(fte);
    return Math.abs(fte - whole) <= 1e-12 * fte ? whole : Math.ceil(fte);
  }

  // ---- what is typed

  // A decimal number over a power of ten as the nearest double: 80.1 over 100 is 0.801.
  function decimal(text, over = 1, plus = 0) {
    const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim().replace("\u2212", "-"));
    if (!parts || !(parts[2] || parts[3])) return NaN;
    const scale = 10 ** (parts[3] ?? "").length;
    const whole = Number(`${parts[1]}${parts[2]}${parts[3] ?? ""}`);
    return (whole + plus * scale) / (over * scale);
  }

  // What is typed, or asked for, cannot be computed; the message says why.
  class Refusal extends Error {}

  function between(value, low, high, message) {
    if (!(value >= low && value <= high)) throw new Refusal(message);
    return value;
  }

  const SECONDS = { "": 1, s: 1, sec: 1, m: 60, min: 60, h: 3600 };

  function duration(text, message) {
    const parts = /^\s*([\d.]+)\s*(s|sec|m|min|h)?\s*$/i.exec(text);
    if (!parts) throw new Refusal(message);
    return between(decimal(parts[1]) * SECONDS[(parts[2] ?? "").toLowerCase()], 0, 1e9, message);
  }

  // How each input is read; throws a Refusal that says what it must be.
  const READ = {
    volume(text) {
      const words = "Volume must change by -100 to 1000 %.";
      return between(decimal(text, 100, 100), 0, 11, words);
    },
    aht(text) {
      const words = "AHT must change by -99 to 1000 %.";
      return between(decimal(text, 100, 100), 0.01, 11, words);
    },
    serviceLevel(text) {
      const words = "Service level must be above 0 and below 100 %.";
      return between(decimal(text, 100), Number.MIN_VALUE, 1 - 2 ** -53, words);
    },
    within: (text) => duration(text, "Answered within must be a time such as 20, 20s or 1m."),
    shrinkage(text) {
      const words = "Shrinkage must be 0 % or more and below 100 %.";
      return between(decimal(text, 100), 0, 1 - 2 ** -53, words);
    },
    patience(text) {
      const words = "Patience must be a time above 0 such as 180, 3m, or none.";
      if (/^\s*(none|no)\s*$/i.test(text)) return Infinity;
      const seconds = duration(text, words);
      return between(seconds, Number.MIN_VALUE, 1e9, words);
    },
  };

  // ---- what is shown

  // A number with thousands apart; halves are rounded to the even digit, as Python does.
  function grouped(value, digits) {
    const size = Math.abs(value), exact = size.toFixed(60);
    const cut = exact.indexOf(".") + 1 + digits, down = exact.slice(0, digits ? cut : cut - 1);
    const isTie = /^50*$/.test(exact.slice(cut)), isEven = /[02468]$/.test(down);
    const text = isTie && isEven ? down : size.toFixed(digits);
    const [whole, rest] = text.split(".");
    const sign = value < 0 && /[1-9]/.test(text) ? "-" : "";
    return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
  }

  const number = (digits) => (value) => grouped(value, digits);
  const seconds = (value) => Number.isFinite(value) ? `${grouped(value, 1)} s` : "∞";
  const percent = (value) => `${grouped(100 * value, 1)} %`;
  const points = (value) => `${grouped(100 * value, 1)} points`;

  // Each figure: its name, how it is written, and how its difference is.
  const LINES = [
    ["contacts", "Contacts", number(0)],
    ["people", "Full-time people", number(0)],
    ["fte", "FTE", number(1)],
    ["peak", "Scheduled at the peak", number(0)],
    ["agentHours", "Agent-hours", number(1)],
    ["paidHours", "Paid hours", number(1)],
    ["serviceLevel", "Service level", percent, points],
    ["asa", "Speed of answer (ASA)", seconds],
    ["occupancy", "Occupancy", percent, points],
    ["abandonment", "Abandonment", percent, points],
    ["cost", "Cost", number(0)],
    ["costPerContact", "Cost per contact", number(2)],
    ["keptServiceLevel", "Service level with the people of the plan", percent, points],
  ];

  const known = (value) => value !== null && value !== undefined;

  // The cells of a figure: plan, what if, difference.
  function cells(before, after, write, writeDifference) {
    const text = (value) => known(value) ? write(value) : "";
    if (!known(before) || !known(after)) return [text(before), text(after), ""];
    const change = after - before, difference = (writeDifference ?? write)(change);
    if (Number.isNaN(change)) return [text(before), text(after), ""];
    return [text(before), text(after), change > 0 && /[1-9∞]/.test(difference)
      ? `+${difference}` : difference];
  }

  // The cells of a day after the changes.
  function dayCells(before, after) {
    if (!after) return ["", "", "", ""];
    const hours = cells(before.paidHours, after.paidHours, number(1)).slice(1);
    return [...hours, percent(after.serviceLevel), percent(after.keptServiceLevel)];
  }

  // The result in a sentence, which a screen reader says after each change.
  function sentence(before, after) {
    const more = after.people - before.people;
    const difference = more === 0 ? "as many as in the plan"
      : `${grouped(Math.abs(more), 0)} ${more > 0 ? "more" : "fewer"} than in the plan`;
    const noun = after.people === 1 ? "full-time person" : "full-time people";
    return `${grouped(after.people, 0)} ${noun} (${difference}) answer `
      + `${percent(after.serviceLevel)} of the contacts in time. If the people of the plan stay, `
      + `they answer ${percent(after.keptServiceLevel)} in time.`;
  }

  // ---- the section in the page

  function start(section) {
    const data = JSON.parse(section.querySelector("script[type='application/json']").textContent);
    const inputs = [...section.querySelectorAll("[data-change]")];
    const say = section.querySelector("output");
    const [table, days] = section.querySelectorAll("tbody");
    const base = compute(data);
    let timer = 0;

    function read() {
      const changes = {};
      for (const input of inputs) {
        input.removeAttribute("aria-invalid");
        const text = input.value.trim();
        const bad = input.validity.badInput;
        if ((text === input.defaultValue.trim() || text === "") && !bad) continue;
        try {
          changes[input.dataset.change] = READ[input.dataset.change](bad ? "?" : text);
        } catch (error) {
          input.setAttribute("aria-invalid", "true");
          throw error;
        }
      }
      const why = refusal(data, changes);
      if (why) throw new Refusal(why);
      return changes;
    }

    function show() {
      let after = null;
      try {
        after = compute(data, read());
        say.textContent = sentence(base, after);
        say.classList.remove("wrong");
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        say.textContent = error.message;
        say.classList.add("wrong");
      }
      table.replaceChildren(...LINES.filter(([name]) => known(base[name]) || known(after?.[name]))
        .map(([name, label, ...write]) => line(label, cells(base[name], after?.[name], ...write))));
      days.replaceChildren(...base.days.map(([day, one], at) => line(day, [
        grouped(one.paidHours, 1), ...dayCells(one, after?.days[at][1]),
      ])));
    }

    function line(label, texts) {
      const row = document.createElement("tr"), head = document.createElement("th");
      head.scope = "row";
      head.textContent = label;
      row.append(head, ...texts.map((text) => {
        const cell = document.createElement("td");
        cell.className = "n";
        cell.textContent = text;
        return cell;
      }));
      return row;
    }

    const sliders = inputs.map((one) => [one, one.closest("div").querySelector("[type=range]")]);
    section.addEventListener("input", ({ target }) => {
      for (const [input, slider] of sliders) {
        if (slider === target) input.value = slider.value;
        else if (slider && input === target) slider.value = input.value || 0;
      }
      clearTimeout(timer);
      timer = setTimeout(show, 60); // a drag of a slider is one change
    });
    section.querySelector("button").addEventListener("click", () => {
      for (const one of section.querySelectorAll("input")) one.value = one.defaultValue;
      show();
    });
    for (const one of section.querySelectorAll("[hidden]")) one.hidden = false;
    show();
  }

  if (typeof document !== "undefined") {
    for (const form of document.querySelectorAll("[data-whatif]")) start(form.closest("section"));
  }
  return { compute, computeRows, grouped, refusal, READ };
})();
