// The wishes that wait for the desk. The server sends plain words; Vue changes only what is new,
// so that a change elsewhere takes nobody's focus away.
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  props: { heading: String, rows: Array, words: Object, icons: Object, acts: Boolean },
  emits: ["approve", "decline"],
  template: `
    <section class="requests" aria-labelledby="requests-heading">
      <h2 id="requests-heading" ref="heading" tabindex="-1">{{ heading }}</h2>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <ul v-else class="cards">
        <li v-for="row in rows" :key="row.uid" class="card" :data-uid="row.uid">
          <h3>{{ row.title }}</h3>
          <p class="when">{{ row.when }}</p>
          <dl>
            <div v-for="[name, value] in row.facts" :key="name"><dt>{{ name }}</dt><dd>{{ value }}</dd></div>
          </dl>
          <p v-if="!row.problems.length" class="check good">
            <span class="icon" v-html="icons.check"></span>{{ words.fine }}
          </p>
          <div v-else class="check stop">
            <p><span class="icon" v-html="icons.warning"></span>{{ words.problems }}</p>
            <ul><li v-for="problem in row.problems" :key="problem">
              {{ problem }} <a v-if="acts && row.clashes[problem]" class="way" :href="row.clashes[problem]">{{ words.clash }}</a>
            </li></ul>
          </div>
          <div v-if="acts" class="actions">
            <button type="button" class="button" :class="{ primary: !row.problems.length }" :aria-label="row.approve_label" @click="tell('approve', row)">
              {{ words.approve }}
            </button>
            <button type="button" class="button" :aria-label="row.decline_label" @click="tell('decline', row)">
              {{ words.decline }}
            </button>
            <a class="button quiet" :href="row.href" :aria-label="row.see_label">{{ words.see }}</a>
          </div>
        </li>
      </ul>
    </section>`,
  methods: {
    tell(what, row) {
      if (counts()) this.$emit(what, row.uid);
    },
  },
};
