// One half-year round: its week as proposed, and every wish with what came of it. The server sends plain words.
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  props: { heading: String, summary: Array, acts: Array, days: Array, rows: Array, words: Object },
  emits: ["propose", "decide", "deadline", "adjust", "withdraw"],
  template: `
    <div class="round">
      <div class="section-head">
        <h1 id="round-heading" ref="heading" tabindex="-1">{{ heading }}</h1>
        <div class="actions">
          <button v-for="act in acts" :key="act.what" type="button" class="button" :class="{ primary: act.primary }" @click="press(act.what)">
            {{ act.name }}
          </button>
        </div>
      </div>
      <ul class="summary"><li v-for="line in summary" :key="line">{{ line }}</li></ul>
      <details>
        <summary>{{ words.how }}</summary>
        <ol class="rule"><li v-for="line in words.rule" :key="line">{{ line }}</li></ol>
      </details>
      <section v-if="days.length" aria-labelledby="round-week">
        <h2 id="round-week">{{ words.week }}</h2>
        <ol class="round-week">
          <li v-for="day in days" :key="day.name">
            <h3>{{ day.name }}</h3>
            <p v-if="!day.rows.length" class="nothing">{{ words.nothing }}</p>
            <ul v-else>
              <li v-for="row in day.rows" :key="row.uid" class="given">
                <strong>{{ row.times }}</strong>
                <span>{{ row.title }}</span>
                <small>{{ row.group }}</small>
                <small>{{ row.place }}</small>
              </li>
            </ul>
          </li>
        </ol>
      </section>
      <section class="round-wishes" aria-labelledby="round-wishes">
        <h2 id="round-wishes">{{ words.wishes }}</h2>
        <p v-if="!rows.length" class="nothing">{{ words.none }}</p>
        <ul v-else class="cards">
          <li v-for="row in rows" :key="row.uid" class="card" :data-uid="row.uid">
            <h3>{{ row.title }}</h3>
            <p class="when">{{ row.group }}</p>
            <p>{{ row.about }}</p>
            <p v-if="row.result" class="check" :class="row.tone"><span>{{ row.result }}</span></p>
            <p v-if="row.fixed"><span class="tag quiet">{{ words.fixed }}</span></p>
            <p v-if="row.turn">{{ row.turn }}</p>
            <p v-if="row.skipped">{{ row.skipped }}</p>
            <div v-if="row.reasons.length">
              <h4>{{ words.why }}</h4>
              <ul class="plain"><li v-for="reason in row.reasons" :key="reason">{{ reason }}</li></ul>
            </div>
            <div v-if="row.near.length">
              <h4>{{ words.near }}</h4>
              <ul class="plain"><li v-for="time in row.near" :key="time">{{ time }}</li></ul>
            </div>
            <p v-if="row.swap" class="hint">{{ row.swap }}</p>
            <div>
              <h4>{{ words.wished }}</h4>
              <ol class="plain"><li v-for="time in row.choices" :key="time">{{ time }}</li></ol>
            </div>
            <div v-if="row.open" class="actions">
              <button type="button" class="button" :aria-label="row.adjust_label" @click="tell('adjust', row)">{{ words.adjust }}</button>
              <button type="button" class="button quiet" :aria-label="row.withdraw_label" @click="tell('withdraw', row)">{{ words.withdraw }}</button>
            </div>
          </li>
        </ul>
      </section>
    </div>`,
  methods: {
    tell(what, row) {
      if (counts()) this.$emit(what, row.uid);
    },
    press(what) {
      if (counts()) this.$emit(what, what);
    },
  },
};
